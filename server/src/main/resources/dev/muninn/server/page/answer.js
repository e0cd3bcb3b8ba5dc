// One answer: its text, its tokens coloured by the recurrences they took, and what they cost.
import { share } from './dial.js';
import { flips } from './forming.js';
import { Frames } from './frames.js';
import { markdown } from './markdown.js';
import { bytes, count, el, percent, short, visible } from './text.js';

const ENDINGS = {
  stop: '',
  length: 'cut at the limit of tokens',
  stopped: 'stopped',
};

export class Answer {
  tokens = [];
  /** What was asked, for those who see a token without its answer. */
  question;
  reason = null;
  #depth;
  #hooks;
  #first = 0;
  #last = 0;
  #fresh = 0;
  #line = el('p', { className: 'tokens', attrs: { role: 'group' } });
  #prose = el('div', { className: 'prose' });
  #facts = el('p', { className: 'facts' });
  #pace = el('span', { className: 'pace' });
  #frames = new Frames(() => this.#hooks.around(() => this.#draw()));
  #buttons = {};
  #view;
  #drawn = 0;
  #current = 0;
  #text = '';
  #recurrence = null;

  /**
   * @param depth `limit`: recurrences a token may take; `exits`: whether it may leave before; `settledBelow`: the move of its
   *   state below which it does, or null; `most`: the end of the colour scale
   * @param question what is answered
   * @param view `text` or `tokens`, at first
   * @param hooks `open`: called with this answer and the number of a token; `around`: called with whatever makes the page longer
   */
  constructor(depth, question, view, hooks) {
    this.#depth = depth;
    this.#hooks = hooks;
    this.question = question;
    this.#line.setAttribute('aria-label', `Answer at ${count(depth.limit, 'recurrence')}. Arrow keys go from token to token, Enter opens one.`);
    this.element = el('article', { className: 'answer waiting' },
      el('header', {}, el('span', { className: 'depth', textContent: `${depth.exits ? 'up to ' : ''}${count(depth.limit, 'recurrence')}` }),
        el('div', { className: 'views' }, this.#button('text', 'Text'), this.#button('tokens', 'Tokens')), this.#pace),
      this.#prose,
      this.#line,
      el('footer', {}, this.#facts, legend(depth.most)));
    this.#line.addEventListener('keydown', event => this.#onKey(event));
    this.#line.addEventListener('click', event => {
      const token = event.target.closest('.token');
      if (token) {
        this.open(Number(token.dataset.index));
      }
    });
    this.show(view);
  }

  /** An answer as `kept` wrote it. */
  static restored(kept, question, hooks) {
    const answer = new Answer(kept.depth, question, kept.view === 'tokens' ? 'tokens' : 'text', hooks);
    answer.#take(kept.tokens.map(token => ({ ...token, trace: [], path: null })));
    answer.finish(kept.reason, kept.recurrence);
    return answer;
  }

  /** What is kept of it: all but what was recorded, which is large. */
  kept() {
    const tokens = this.tokens.map(({ text, whole, aloud, probability, recurrences, exited }) =>
      ({ text, whole, aloud, probability, recurrences, exited }));
    return { depth: this.#depth, view: this.#view, reason: this.reason, recurrence: this.#recurrence, tokens };
  }

  #button(view, name) {
    const button = el('button', { type: 'button', textContent: name });
    button.addEventListener('click', () => this.show(view));
    this.#buttons[view] = button;
    return button;
  }

  /** The answer as text, or token by token. */
  show(view) {
    this.#view = view;
    this.#line.hidden = view !== 'tokens';
    this.#prose.hidden = view !== 'text';
    this.element.classList.toggle('as-text', view === 'text');
    for (const [name, button] of Object.entries(this.#buttons)) {
      button.setAttribute('aria-pressed', String(name === view));
    }
    this.#draw();
  }

  get limit() {
    return this.#depth.limit;
  }

  get settledBelow() {
    return this.#depth.settledBelow;
  }

  /** Tokens as they come. They are drawn with the next frame. */
  add(tokens) {
    if (tokens.length === 0) {
      return;
    }
    const now = performance.now();
    this.#first = this.#fresh === 0 ? now : this.#first;
    this.#last = now;
    this.#fresh += tokens.length;
    this.#take(tokens);
    this.#frames.ask();
  }

  #take(tokens) {
    for (const token of tokens) {
      this.tokens.push(token);
      this.#text += token.text;
    }
  }

  #draw() {
    if (this.tokens.length === 0) {
      return;
    }
    this.element.classList.remove('waiting');
    this.#pace.textContent = this.#rate();
    if (this.#view === 'text') {
      this.#drawText();
    } else if (this.#drawn < this.tokens.length) {
      const fresh = this.tokens.slice(this.#drawn).map((token, i) => this.#element(token, this.#drawn + i));
      this.#line.append(...fresh);
      this.#drawn = this.tokens.length;
    }
  }

  #drawText() {
    const steps = this.tokens.filter(token => token.aloud).map(token => token.text).join('');
    const rest = el('div');
    markdown(rest, this.#text.slice(steps.length), this.reason !== null);
    this.#prose.replaceChildren(...(steps === '' ? [] : [el('p', { className: 'steps', textContent: steps })]), ...rest.childNodes);
  }

  #element(token, index) {
    const partial = token.text === '';
    const element = el('span', {
      className: `token${token.aloud ? ' aloud' : ''}${partial ? ' partial' : ''}`,
      textContent: partial ? '…' : token.text,
      title: `${count(token.recurrences, 'recurrence')}${token.exited ? ', then it settled' : ''}${likely(token)}`,
      tabIndex: index === this.#current ? 0 : -1,
      attrs: { role: 'button', ...(token.text.trim() === '' ? { 'aria-label': visible(token.text) } : {}) },
    });
    element.dataset.index = index;
    element.style.setProperty('--d', share(token.recurrences, this.#depth.most).toFixed(3));
    return element;
  }

  #rate() {
    const seconds = (this.#last - this.#first) / 1000;
    return this.#fresh > 1 && seconds > 0 ? `${short((this.#fresh - 1) / seconds)} tokens/s` : '';
  }

  /** The answer is at its end; `recurrence` is null if that was the user's wish. */
  finish(reason, recurrence) {
    this.reason = reason;
    this.#recurrence = recurrence;
    this.#frames.now();
    this.element.classList.remove('waiting');
    const mean = this.tokens.reduce((sum, token) => sum + token.recurrences, 0) / (this.tokens.length || 1);
    const facts = [
      count(this.tokens.length, 'token'),
      this.tokens.length > 0 ? `${short(mean)} recurrences each` : '',
      recurrence && recurrence.exits > 0 ? `${recurrence.exits} settled early` : '',
      recurrence ? `${bytes(recurrence.kv_bytes)} of keys and values` : '',
      recurrence ? `seed ${recurrence.seed}` : '',
      ENDINGS[reason] ?? reason,
    ];
    this.#facts.textContent = facts.filter(fact => fact !== '').join(' · ');
  }

  /** The server refused, or failed on the way. */
  fail(message) {
    this.reason = 'failed';
    this.#frames.now();
    this.element.classList.remove('waiting');
    this.element.classList.add('failed');
    this.#facts.setAttribute('role', 'alert');
    this.#facts.textContent = message;
  }

  text() {
    return this.#text;
  }

  /** Goes on where it was cut: what comes is one answer with what is there. */
  resume() {
    this.reason = null;
    this.#fresh = 0;
    this.element.classList.remove('failed');
    this.#facts.removeAttribute('role');
    this.#facts.textContent = '';
  }

  /** For those who listen. */
  spoken() {
    return `${count(this.tokens.length, 'token')} at ${count(this.limit, 'recurrence')}: ${this.#text.trim()}`;
  }

  /** The token whose answer changed most often while it formed, the later of equals; -1 if nothing was recorded. */
  mostUnsure() {
    return this.tokens.reduce((best, token, i) => {
      const traced = token.trace.length > 0;
      return traced && (best < 0 || flips(token.trace) >= flips(this.tokens[best].trace)) ? i : best;
    }, -1);
  }

  /** Shows what a token went through. */
  open(index) {
    this.show('tokens');
    for (const other of document.querySelectorAll('.token.open')) {
      other.classList.remove('open');
      other.removeAttribute('aria-current');
    }
    this.#moveTo(index);
    const element = this.#line.children[index];
    element.classList.add('open');
    element.setAttribute('aria-current', 'true');
    this.#hooks.open(this, index);
  }

  /** Puts the keyboard on a token. */
  focus(index) {
    this.#moveTo(index);
    this.#line.children[index].focus();
  }

  #moveTo(index) {
    this.#line.children[this.#current]?.setAttribute('tabindex', '-1');
    this.#current = index;
    this.#line.children[index].setAttribute('tabindex', '0');
  }

  #onKey(event) {
    const last = this.tokens.length - 1;
    const to = {
      ArrowLeft: this.#current - 1,
      ArrowRight: this.#current + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focus(Math.min(last, Math.max(0, to)));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.open(this.#current);
    }
  }

  /** Marks where two answers part. */
  static markDifference([a, b]) {
    const length = Math.min(a.tokens.length, b.tokens.length);
    let same = 0;
    while (same < length && a.tokens[same].whole === b.tokens[same].whole) {
      same++;
    }
    for (const answer of [a, b]) {
      if (same < a.tokens.length || same < b.tokens.length) {
        answer.#line.children[same]?.classList.add('parts');
      }
    }
  }
}

function likely(token) {
  return token.probability === null ? '' : `; ${percent(token.probability)} likely`;
}

/** What the colours mean. */
function legend(most) {
  return el('p', { className: 'legend', attrs: { 'aria-hidden': 'true' } },
    el('span', { textContent: '1' }), el('i'), el('span', { textContent: count(most, 'recurrence') }));
}
