// All that a request says about how to answer: the depth dials and the fields.
import { Dial, detents } from './dial.js';
import { el } from './text.js';

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

const byId = id => document.getElementById(id);

/** What is kept of the fields, beside the dials. */
const FIELDS = ['temperature', 'top-p', 'top-k', 'min-p', 'seed', 'max-tokens', 'criterion', 'threshold', 'system', 'stop-strings', 'schema'];
const SWITCHES = ['compare', 'record'];
const RADIOS = ['stopping', 'manner'];

export class Settings {
  #model;
  #dials;

  /** @param model as `/v1/models` tells of it */
  constructor(model) {
    byId('compare').addEventListener('change', () => this.#arrange());
    byId('stopping').addEventListener('change', () => this.#arrange());
    byId('system').addEventListener('input', () => this.#arrange());
    byId('criterion').addEventListener('change', () => this.#useDefault());
    byId('schema').addEventListener('input', () => byId('schema').setCustomValidity(''));
    this.use(model);
  }

  /** Turns to another model. */
  use(model) {
    this.#model = model;
    const mean = model.muninn.mean_recurrence;
    const most = model.muninn.max_recurrences;
    const deeper = Math.min(most, 4 * mean);
    this.#dials = [
      new Dial(byId('dial-a'), 'Depth', mean, most, Math.min(mean, most)),
      new Dial(byId('dial-b'), 'Second depth', mean, most, detents(mean, most).filter(d => d <= deeper).at(-1)),
    ];
    this.#fillCriteria();
    byId('manner').hidden = !this.chats;
    byId('system').parentElement.hidden = !this.chats;
    byId('schema').parentElement.hidden = !this.chats;
    this.#arrange();
  }

  /** All that the user chose, to be kept. */
  values() {
    return {
      fields: Object.fromEntries(FIELDS.map(id => [id, byId(id).value])),
      switches: Object.fromEntries(SWITCHES.map(id => [id, byId(id).checked])),
      radios: Object.fromEntries(RADIOS.map(name => [name, chosen(name)])),
      depths: this.#dials.map(dial => dial.depth),
    };
  }

  /** Takes what `values` gave once; what a model does not know stays as it is. */
  restore(values) {
    for (const id of FIELDS.filter(id => typeof values.fields?.[id] === 'string')) {
      const before = byId(id).value;
      byId(id).value = values.fields[id];
      if (id === 'criterion' && byId(id).value === '') {
        byId(id).value = before; // another model's
      }
    }
    SWITCHES.forEach(id => { byId(id).checked = values.switches?.[id] ?? byId(id).checked; });
    for (const name of RADIOS) {
      const radio = [...document.getElementsByName(name)].find(one => one.value === values.radios?.[name]);
      radio?.click();
    }
    this.#dials.forEach((dial, i) => { dial.depth = values.depths?.[i] ?? dial.depth; });
    this.#arrange();
  }

  #fillCriteria() {
    const known = CRITERIA.filter(one => one.name !== 'gate' || this.#model.muninn.exit_gate);
    const select = byId('criterion');
    select.replaceChildren(...known.map(one => el('option', { value: one.name, textContent: one.label })));
    this.#useDefault();
  }

  #useDefault() {
    byId('threshold').value = CRITERIA.find(one => one.name === byId('criterion').value).threshold;
  }

  #arrange() {
    byId('dial-b').hidden = !this.compares;
    byId('exit-fields').hidden = !this.exits;
    this.#dials[0].label = this.exits ? 'Depth at most' : this.compares ? 'First depth' : 'Depth';
    this.#dials[1].label = this.exits ? 'Second, at most' : 'Second depth';
    byId('manner').disabled = byId('system').value.trim() !== ''; // that is the system turn then
  }

  /** Whether tokens may leave before their depth is used up. */
  get exits() {
    return chosen('stopping') === 'exit';
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

  /** The system turn, if there is one. */
  get system() {
    const content = !this.chats ? '' : byId('system').value.trim() || chosen('manner');
    return content === '' ? [] : [{ role: 'system', content }];
  }

  /** How an answer is shown at first: token by token where there is something to see in them. */
  get view() {
    return this.records || this.exits || this.compares ? 'tokens' : 'text';
  }

  get model() {
    return this.#model;
  }

  /** Tokens that the model sees at once. */
  get context() {
    return this.#model.max_model_len;
  }

  get path() {
    return this.chats ? 'v1/chat/completions' : 'v1/completions';
  }

  /** The JSON schema that answers keep to, if there is one. */
  get format() {
    const text = byId('schema').value.trim();
    return text === '' ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: JSON.parse(text), strict: true } } };
  }

  /** Whether all fields can be used; shows the first that cannot. */
  check() {
    try {
      void this.format;
    } catch (e) {
      byId('schema').setCustomValidity(`This is not JSON: ${e.message}`);
    }
    const form = byId('ask');
    if (!form.checkValidity()) {
      form.querySelector('details').open = true;
      form.classList.add('opened');
    }
    return form.reportValidity();
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
      ...(stops().length === 0 ? {} : { stop: stops() }),
      muninn: { recurrences: depth, ...exit, ...(this.records ? { trace: 'states' } : {}) },
    };
  }

  /** The seed that the user gave, or null. */
  get seed() {
    const text = byId('seed').value.trim();
    return text === '' ? null : Number(text);
  }
}

const chosen = name => document.querySelector(`input[name="${name}"]:checked`).value;

/** A line each; \n and \t are what they are in most languages. */
function stops() {
  return byId('stop-strings').value.split('\n').filter(line => line !== '')
    .map(line => line.replaceAll('\\n', '\n').replaceAll('\\t', '\t'));
}

/** A field, unless it is left empty. */
function number(name, id) {
  const text = byId(id).value.trim();
  return text === '' ? {} : { [name]: Number(text) };
}
