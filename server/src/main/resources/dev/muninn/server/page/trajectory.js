// Where the state went: its path in the two directions in which the shown paths vary most.
import { el, percent, svg, visible } from './text.js';

const SHOWN = 7;
const WIDTH = 460;
const HEIGHT = 300;
const MARGIN = 26;
const ITERATIONS = 200;

const KINDS = {
  'fixed point': 'it comes to rest: late recurrences move it by less than 3 % of its length',
  orbit: 'it keeps going round without coming to rest',
  slider: 'it keeps going in one direction',
  wanderer: 'it neither rests, nor circles, nor drifts straight on',
};

/** What a path is called, in words. */
export function kindText(path) {
  return path === null ? 'too few recurrences to name its path; eight are needed' : KINDS[path];
}

/** Some tokens of the answer, evenly spread, and the one looked at, which comes last so that it is drawn on top. */
function chosen(tokens, index) {
  const able = tokens.map((_, i) => i).filter(i => i !== index && tokens[i].trace.at(-1)?.state);
  const step = Math.max(1, able.length / SHOWN);
  const others = Array.from({ length: Math.min(SHOWN, able.length) }, (_, k) => able[Math.floor(k * step)]);
  return [...others, index];
}

/** Power iteration for the direction in which centred rows vary most; they lose it. Returns coordinates and variance. */
function takeDirection(rows, axis) {
  const width = rows[0].length;
  let direction = Array.from({ length: width }, (_, i) => Math.cos(1 + i * (axis + 1.7)));
  for (let round = 0; round < ITERATIONS; round++) {
    const next = new Array(width).fill(0);
    for (const row of rows) {
      const along = dot(row, direction);
      row.forEach((value, i) => { next[i] += along * value; });
    }
    const length = Math.hypot(...next);
    if (length < 1e-12) {
      return { along: rows.map(() => 0), variance: 0 };
    }
    direction = next.map(value => value / length);
  }
  const along = rows.map(row => dot(row, direction));
  rows.forEach((row, n) => row.forEach((value, i) => { row[i] = value - along[n] * direction[i]; }));
  return { along, variance: dot(along, along) };
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Rows of numbers to points in their principal plane, and the share of the variance that it holds. */
export function principalPlane(data) {
  const mean = data[0].map((_, i) => data.reduce((sum, row) => sum + row[i], 0) / data.length);
  const rows = data.map(row => row.map((value, i) => value - mean[i]));
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  const [first, second] = [takeDirection(rows, 0), takeDirection(rows, 1)];
  return {
    points: first.along.map((x, n) => [x, second.along[n]]),
    held: total === 0 ? 1 : (first.variance + second.variance) / total,
  };
}

/** Fits points into the picture, the same scale in both directions. */
function fit(points) {
  const [xs, ys] = [points.map(p => p[0]), points.map(p => p[1])];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left || 1), (HEIGHT - 2 * MARGIN) / (high - low || 1));
  return points.map(([x, y]) => [
    WIDTH / 2 + (x - (left + right) / 2) * scale,
    HEIGHT / 2 - (y - (low + high) / 2) * scale,
  ]);
}

const joined = points => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

function faint(points, token, taken) {
  const [x, y] = points.at(-1);
  const free = taken.every(([a, b]) => Math.abs(a - x) > 34 || Math.abs(b - y) > 13);
  if (free) {
    taken.push([x, y]);
  }
  return svg('g', { class: 'other' },
    svg('title', {}, visible(token.text)),
    svg('polyline', { points: joined(points) }),
    svg('circle', { cx: x, cy: y, r: 2.5 }),
    ...(free ? [label(x, y, token.text)] : []));
}

function label(x, y, text) {
  const right = x > WIDTH - 60;
  return svg('text', { x: x + (right ? -7 : 7), y: y + 4, 'text-anchor': right ? 'end' : 'start' }, visible(text).slice(0, 12));
}

/** The path looked at: every piece in the colour of its recurrence, the beginning hollow, the end full. */
function bold(points, token, taken) {
  const last = points.length - 1;
  const pieces = points.slice(1).map((point, i) => {
    const piece = svg('line', { x1: points[i][0], y1: points[i][1], x2: point[0], y2: point[1] });
    piece.style.setProperty('--d', ((i + 1) / last).toFixed(3));
    return piece;
  });
  const dots = points.map(([x, y], i) => {
    const dot = svg('circle', { cx: x, cy: y, r: i === last ? 5.5 : i === 0 ? 5 : 2.6, class: i === 0 ? 'first' : '' },
      svg('title', {}, `recurrence ${token.trace[i].recurrence}`));
    dot.style.setProperty('--d', last === 0 ? 1 : (i / last).toFixed(3));
    return dot;
  });
  taken.push(points.at(-1));
  return svg('g', { class: 'this' }, ...pieces, ...dots, label(...points.at(-1), token.text));
}

/** The paths of some tokens in their plane, the last token's drawn bold, and what the plane holds of them. */
function picture(tokens) {
  const { points, held } = principalPlane(tokens.flatMap(token => token.trace.map(step => step.state.map(value => value ?? 0))));
  const fitted = fit(points);
  let from = 0;
  const paths = tokens.map(token => fitted.slice(from, from += token.trace.length));
  const taken = [];
  const drawnLast = bold(paths.at(-1), tokens.at(-1), taken);
  const others = paths.slice(0, -1).map((path, i) => faint(path, tokens[i], taken));
  return [
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'paths', role: 'img',
      'aria-label': `Path of the state over ${tokens.at(-1).trace.length} recurrences beside ${others.length} other tokens` },
      ...others, drawnLast),
    el('p', { className: 'note small', textContent: `First two principal directions of what is shown, ${percent(held)} of its variance. `
      + 'Hollow: after the first recurrence. Full: where it was read out.' }),
  ];
}

/** Switches between the path alone, which fills the picture, and its place among the others. */
function views(answer, index, host) {
  const all = chosen(answer.tokens, index).map(i => answer.tokens[i]);
  const choices = [['By itself', all.slice(-1)], ['Among others', all]].filter(([, tokens], i) => i === 0 || tokens.length > 1);
  const buttons = choices.map(([name, tokens]) => {
    const button = el('button', { type: 'button', textContent: name });
    button.addEventListener('click', () => {
      host.replaceChildren(...picture(tokens));
      buttons.forEach(other => other.setAttribute('aria-pressed', String(other === button)));
    });
    return button;
  });
  buttons[0].click();
  return el('div', { className: 'views' }, ...buttons);
}

/** A section about a token's path, alone and beside the paths of other tokens of its answer. */
export function trajectory(answer, index) {
  const path = answer.tokens[index].path;
  const host = el('div');
  return el('section', {},
    el('div', { className: 'section-head' }, el('h3', { textContent: 'Where its state went' }), views(answer, index, host)),
    el('p', { className: 'note' },
      el('strong', { textContent: path === null ? 'Unnamed: ' : `${path[0].toUpperCase()}${path.slice(1)}: ` }), `${kindText(path)}.`),
    host);
}
