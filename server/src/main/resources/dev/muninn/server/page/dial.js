// A dial for the depth, and the scale that it has in common with colours.
import { el, svg } from './text.js';

/** Depths a dial stops at: all small ones, then coarser. */
export function detents(mean, most) {
  const stops = new Set([mean, most]);
  for (let depth = 1; depth <= most; depth += Math.max(1, 2 ** (Math.floor(Math.log2(depth)) - 3))) {
    stops.add(depth);
  }
  return [...stops].filter(depth => depth <= most).sort((a, b) => a - b);
}

/** How far up a depth is on a logarithmic scale from 1 to `most`, from 0 to 1; what is deeper is 1. */
export function share(depth, most) {
  return most <= 1 ? 1 : Math.min(1, Math.log(depth) / Math.log(most));
}

const RADIUS = 30;
const SWEEP = 0.75 * 2 * Math.PI * RADIUS;

/** A dial: a ring that shows the depth, and a slider that keys and fingers can move. */
export class Dial {
  #stops;
  #most;
  #slider;
  #number = svg('text', { x: 40, y: 47, class: 'ring-number' });
  #value = svg('path', { d: arc(), class: 'ring-value', 'stroke-dasharray': `${SWEEP} 400` });

  constructor(host, label, mean, most, start) {
    this.#stops = detents(mean, most);
    this.#most = most;
    this.#slider = el('input', {
      type: 'range',
      min: 0,
      max: this.#stops.length - 1,
      step: 1,
      id: `${host.id}-slider`,
      value: this.#stops.indexOf(start),
    });
    this.#slider.addEventListener('input', () => this.#show());
    host.replaceChildren(
      svg('svg', { viewBox: '0 0 80 76', class: 'ring', 'aria-hidden': 'true' },
        svg('path', { d: arc(), class: 'ring-ground' }), this.#value, this.#number),
      el('div', { className: 'dial-line' },
        el('label', { htmlFor: this.#slider.id, textContent: label }),
        this.#slider,
        this.#scale(mean, most)));
    this.#show();
  }

  /** Its ends, and where the depth is that the model was trained for. */
  #scale(mean, most) {
    const trained = el('span', { className: 'trained', textContent: `▴ trained for ${mean}` });
    const place = this.#stops.indexOf(mean) / (this.#stops.length - 1);
    trained.classList.toggle('late', place > 0.5);
    trained.style.setProperty('--place', place);
    return el('div', { className: 'dial-scale', attrs: { 'aria-hidden': 'true' } },
      el('span', { textContent: '1' }), ...(mean > 1 && mean < most ? [trained] : []), el('span', { textContent: String(most) }));
  }

  get depth() {
    return this.#stops[Number(this.#slider.value)];
  }

  /** The nearest depth it stops at. */
  set depth(wanted) {
    const place = this.#stops.findIndex(depth => depth >= wanted);
    this.#slider.value = place < 0 ? this.#stops.length - 1 : place;
    this.#show();
  }

  set label(text) {
    this.#slider.labels[0].textContent = text;
  }

  #show() {
    const depth = this.depth;
    const text = `${depth} ${depth === 1 ? 'recurrence' : 'recurrences'}`;
    this.#slider.setAttribute('aria-valuetext', text);
    this.#number.textContent = depth;
    // A short piece even at depth 1: an empty ring looks broken.
    const length = SWEEP * Math.max(0.02, share(depth, this.#most));
    this.#value.setAttribute('stroke-dashoffset', SWEEP - length);
    this.#value.style.setProperty('--d', share(depth, this.#most));
  }
}

function arc() {
  const at = turn => `${40 + RADIUS * Math.sin(turn)} ${40 - RADIUS * Math.cos(turn)}`;
  return `M${at(-0.75 * Math.PI)} A${RADIUS} ${RADIUS} 0 1 1 ${at(0.75 * Math.PI)}`;
}
