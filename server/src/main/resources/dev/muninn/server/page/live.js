// The server as it works: asked once a second while somebody looks.
import { Sparkline } from './plots.js';
import { bytes, el, short } from './text.js';

const PAUSE = 1000;
const KEPT_SECONDS = 60;

export class Live {
  #api;
  #panel = document.getElementById('panel-server');
  #values = {};
  #samples = [];
  #timer = null;
  #spark = null;
  #bars = el('ol', { className: 'depth-bars' });
  #barsNote = el('p', { className: 'note small' });
  #pool = el('div', { className: 'pool' }, el('i'));
  #poolText = el('p', { className: 'note small' });
  #trouble = el('p', { className: 'trouble', hidden: true, attrs: { role: 'status' } });

  constructor(api) {
    this.#api = api;
    document.addEventListener('themechange', () => this.#build());
    this.#build();
  }

  #build() {
    this.#spark = new Sparkline('Tokens a second over the last minute');
    this.#panel.replaceChildren(
      el('h2', { className: 'hidden', textContent: 'Server' }),
      this.#trouble,
      el('dl', { className: 'tiles' },
        this.#tile('rate', 'tokens/s'), this.#tile('occupancy', 'rows a core step'),
        this.#tile('running', 'running'), this.#tile('waiting', 'waiting')),
      el('section', {}, el('h3', { textContent: 'Tokens a second' }), this.#spark.element),
      el('section', {}, el('h3', { textContent: 'Rows in flight by depth' }), this.#bars, this.#barsNote),
      el('section', {}, el('h3', { textContent: 'Keys and values' }), this.#pool, this.#poolText));
    this.#draw();
  }

  #tile(name, label) {
    this.#values[name] = el('dd', { textContent: '–' });
    return el('div', {}, el('dt', { textContent: label }), this.#values[name]);
  }

  /** Looks from now on. */
  start() {
    if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#look(), 0);
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look() {
    try {
      this.#samples.push(await this.#api.get('live'));
      this.#trouble.hidden = true;
      this.#draw();
    } catch (e) {
      this.#trouble.textContent = e.message;
      this.#trouble.hidden = false;
      this.#samples = []; // what was true then is not known now
      this.#blank();
    }
    if (this.#timer !== null) {
      this.#timer = setTimeout(() => this.#look(), PAUSE);
    }
  }

  /** Nothing is known of a server that does not answer. */
  #blank() {
    Object.values(this.#values).forEach(value => { value.textContent = '–'; });
    this.#spark.set([], []);
    this.#bars.hidden = true;
    this.#barsNote.textContent = 'Not known.';
    this.#pool.hidden = true;
    this.#poolText.textContent = 'Not known.';
  }

  /** Growth of a counter a second between two samples. */
  static #speed(name, before, after) {
    return (after[name] - before[name]) / (after.seconds - before.seconds);
  }

  #draw() {
    const now = this.#samples.at(-1);
    if (!now) {
      return;
    }
    this.#samples = this.#samples.filter(sample => sample.seconds >= now.seconds - KEPT_SECONDS && sample.seconds <= now.seconds);
    const before = this.#samples.at(-2);
    const steps = before ? now.core_steps - before.core_steps : 0;
    this.#values.rate.textContent = before ? short(Live.#speed('tokens', before, now)) : '–';
    this.#values.occupancy.textContent = steps > 0 ? short((now.row_steps - before.row_steps) / steps) : '–';
    this.#values.running.textContent = now.running;
    this.#values.waiting.textContent = now.waiting;
    this.#spark.set(
      this.#samples.slice(1).map(sample => sample.seconds - now.seconds),
      this.#samples.slice(1).map((sample, i) => Live.#speed('tokens', this.#samples[i], sample)));
    this.#drawBars(now.rows_by_depth);
    this.#drawPool(now);
  }

  #drawBars(rows) {
    const most = Math.max(1, ...rows);
    this.#bars.hidden = rows.length === 0;
    this.#bars.replaceChildren(...rows.map((count, depth) => {
      const bar = el('li', { title: `${count} at recurrence ${depth}` }, el('i'));
      bar.firstChild.style.setProperty('height', `${100 * count / most}%`);
      bar.firstChild.style.setProperty('--d', rows.length > 1 ? depth / (rows.length - 1) : 0);
      return bar;
    }));
    const live = rows.reduce((sum, count) => sum + count, 0);
    this.#barsNote.textContent = rows.length === 0
      ? 'No rows, or this scheduler does not see them.'
      : `${live} live, at recurrences 0 to ${rows.length - 1}; the highest bar is ${most}.`;
  }

  #drawPool(now) {
    const known = now.kv_limit_bytes > 0;
    const share = known ? now.kv_used_bytes / now.kv_limit_bytes : 0;
    this.#pool.hidden = !known;
    this.#pool.firstChild.style.setProperty('width', `${Math.max(now.kv_used_bytes > 0 ? 0.5 : 0, 100 * share)}%`);
    this.#poolText.textContent = known
      ? `${bytes(now.kv_used_bytes)} of ${bytes(now.kv_limit_bytes)} in use.`
      : `${bytes(now.kv_used_bytes)} in use.`;
  }
}
