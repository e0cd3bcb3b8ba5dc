// Curves, drawn by uPlot in the colours of the theme.
import UPlot from './vendor/uPlot.esm.js';
import { el, percent } from './text.js';

const HEIGHT = 190;

function colour(name) {
  // Canvas takes no light-dark(): let the browser resolve it on an element.
  const probe = el('span', { className: 'hidden' });
  probe.style.setProperty('color', `var(--${name})`);
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function axis(label) {
  return {
    label,
    labelSize: 20,
    labelFont: '12px system-ui',
    font: '12px system-ui',
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1, size: 4 },
  };
}

/** Of the marks of a logarithmic axis those at powers of ten. */
const decades = (_, marks) => marks.map(mark => (Number.isInteger(Number(Math.log10(mark).toFixed(6))) ? mark : null));

/** A plot that is as wide as its host; `draw` makes one for a width. */
function fitted(host, draw) {
  let plot = null;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(host.clientWidth);
    if (width > 0 && plot === null) {
      plot = draw(width);
    } else if (width > 0 && width !== plot.width) {
      plot.setSize({ width, height: plot.height });
    }
    if (!host.isConnected) {
      observer.disconnect();
      plot?.destroy();
    }
  });
  observer.observe(host);
  return { set: data => plot?.setData(data) };
}

const positive = value => (value > 0 ? value : null);

/** How far the state moved at every recurrence, with the threshold below which it would have left, if there was one. */
export function movedPlot(token, threshold) {
  const host = el('div', { className: 'plot', attrs: { role: 'img', 'aria-label': 'How far the state moved at every recurrence; the table has the numbers' } });
  const steps = token.trace.map(step => step.recurrence);
  const moved = token.trace.map(step => positive(step.moved));
  const values = moved.filter(value => value !== null);
  const lowest = Math.min(...values, threshold ?? Infinity);
  const series = [
    { label: 'recurrence' },
    { label: 'moved', stroke: colour('ember'), width: 2, points: { size: 6, fill: colour('ember') }, value: (_, v) => (v === null ? '–' : percent(v)) },
  ];
  const data = [steps, moved];
  if (threshold !== null) {
    series.push({ label: 'leaves below', stroke: colour('muted'), dash: [5, 4], width: 1, points: { show: false }, value: (_, v) => (v === null ? '' : percent(v)) });
    data.push(steps.map(() => threshold));
  }
  fitted(host, width => new UPlot({
    width,
    height: HEIGHT,
    scales: {
      x: { time: false, range: (_, low, high) => [low, Math.max(low + 1, high)] },
      y: { distr: 3, range: (_, low, high) => [10 ** Math.floor(Math.log10(Math.min(low, lowest) || 1e-3)), 10 ** Math.ceil(Math.log10(high * 1.01 || 1))] },
    },
    axes: [
      { ...axis('recurrence'), size: 32, incrs: [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 1000] },
      {
        ...axis('share of its length'),
        size: 56,
        filter: decades,
        grid: { stroke: colour('line'), width: 1, filter: decades },
        ticks: { show: false },
        values: (_, marks) => marks.map(mark => (mark === null ? null : `${Number((100 * mark).toPrecision(1))} %`)),
      },
    ],
    series,
    cursor: { drag: { setScale: false } },
  }, data, host));
  return host;
}

/** A number over the last seconds. */
export class Sparkline {
  #host = el('div', { className: 'plot' });
  #plot;

  constructor(label) {
    this.#host.setAttribute('role', 'img');
    this.#host.setAttribute('aria-label', label);
    this.#plot = fitted(this.#host, width => new UPlot({
      width,
      height: 120,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-60, 0] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.15)] } },
      axes: [
        { ...axis(''), labelSize: 0, size: 30, values: (_, ticks) => ticks.map(v => (v === 0 ? 'now' : `${v} s`)) },
        { ...axis(''), labelSize: 0, size: 44 },
      ],
      series: [{}, { stroke: colour('accent'), width: 2, fill: colour('shallow'), points: { show: false } }],
    }, [[], []], this.#host));
  }

  get element() {
    return this.#host;
  }

  /** @param ages seconds before now, negative, rising */
  set(ages, values) {
    this.#plot.set([ages, values]);
  }
}
