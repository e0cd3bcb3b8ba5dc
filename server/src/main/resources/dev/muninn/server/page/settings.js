// The depth dials and everything else that a request says about how to answer.
import { el, svg } from './text.js';

/** Exit criteria with their defaults; `--exit` of the command line knows the same. */
const CRITERIA = [
  { name: 'settled', label: 'all states move less', threshold: 0.03 },
  { name: 'latent-diff', label: 'states move less on average', threshold: 0.03 },
  { name: 'kl', label: 'words change less (KL)', threshold: 0.001 },
  { name: 'cosine', label: 'state turns less', threshold: 0.001 },
  { name: 'entropy-diff', label: 'doubt changes less', threshold: 0.001 },
  { name: 'argmax-stable', label: 'same word n times', threshold: 5 },
  { name: 'acceleration', label: 'state speeds up less', threshold: 0.03 },
  { name: 'gate', label: 'learned gate', threshold: 0.5 },
];

/** Depths a dial stops at: all small ones, then coarser. */
function detents(mean, most) {
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
class Dial {
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

const byId = id => document.getElementById(id);

export class Settings {
  #model;
  #dials;

  /** @param model as `/v1/models` tells of it */
  constructor(model) {
    this.#model = model;
    const mean = model.muninn.mean_recurrence;
    const most = model.muninn.max_recurrences;
    const deeper = Math.min(most, 4 * mean);
    this.#dials = [
      new Dial(byId('dial-a'), 'Depth', mean, most, Math.min(mean, most)),
      new Dial(byId('dial-b'), 'Second depth', mean, most, detents(mean, most).filter(d => d <= deeper).at(-1)),
    ];
    this.#fillCriteria();
    byId('manner').hidden = !model.muninn.chat;
    byId('compare').addEventListener('change', () => this.#arrange());
    byId('stopping').addEventListener('change', () => this.#arrange());
    this.#arrange();
  }

  #fillCriteria() {
    const known = CRITERIA.filter(one => one.name !== 'gate' || this.#model.muninn.exit_gate);
    const select = byId('criterion');
    select.replaceChildren(...known.map(one => el('option', { value: one.name, textContent: one.label })));
    const useDefault = () => {
      byId('threshold').value = known.find(one => one.name === select.value).threshold;
    };
    select.addEventListener('change', useDefault);
    useDefault();
  }

  #arrange() {
    byId('dial-b').hidden = !this.compares;
    byId('exit-fields').hidden = !this.exits;
    this.#dials[0].label = this.exits ? 'Depth at most' : this.compares ? 'First depth' : 'Depth';
    this.#dials[1].label = this.exits ? 'Second, at most' : 'Second depth';
  }

  /** Whether tokens may leave before their depth is used up. */
  get exits() {
    return document.querySelector('input[name="stopping"]:checked').value === 'exit';
  }

  get compares() {
    return byId('compare').checked;
  }

  get chats() {
    return this.#model.muninn.chat;
  }

  /** The end of the colour scale: eight times what the model was trained for, unless the server allows less. */
  get most() {
    return Math.min(this.#model.muninn.max_recurrences, 8 * this.#model.muninn.mean_recurrence);
  }

  /** The move of its state below which a token leaves, if that is the criterion; else null. */
  get settledBelow() {
    return this.exits && ['settled', 'latent-diff'].includes(byId('criterion').value) ? Number(byId('threshold').value) : null;
  }

  get records() {
    return byId('record').checked;
  }

  /** The system turn; empty for none. */
  get manner() {
    return this.chats ? document.querySelector('input[name="manner"]:checked').value : '';
  }

  /** The depths to ask for: one, or two side by side. */
  get depths() {
    return this.#dials.slice(0, this.compares ? 2 : 1).map(dial => dial.depth);
  }

  /** What a request at `depth` says beside its prompt. */
  request(depth, seed) {
    const exit = this.exits ? { exit: `${byId('criterion').value}:${byId('threshold').value || 0}`, kv: 'latest' } : {};
    return {
      model: this.#model.id,
      stream: true,
      stream_options: { include_usage: true },
      ...number('temperature', 'temperature'),
      ...number('top_p', 'top-p'),
      ...number('top_k', 'top-k'),
      ...number('min_p', 'min-p'),
      ...number('max_tokens', 'max-tokens'),
      ...(seed === null ? {} : { seed }),
      muninn: { recurrences: depth, ...exit, ...(this.records ? { trace: 'states' } : {}) },
    };
  }

  /** The seed that the user gave, or null. */
  get seed() {
    const text = byId('seed').value.trim();
    return text === '' ? null : Number(text);
  }
}

/** A field, unless it is left empty. */
function number(name, id) {
  const text = byId(id).value.trim();
  return text === '' ? {} : { [name]: Number(text) };
}
