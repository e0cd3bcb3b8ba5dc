// One answer: its tokens, coloured by the recurrences they took, and what they cost.
import { flips } from './forming.js';
import { share } from './settings.js';
import { bytes, count, el, percent, short, visible } from './text.js';

const ENDINGS = {
  stop: '',
  length: 'cut at the limit of tokens',
  stopped: 'stopped',
};

export class Answer {
  tokens = [];
  #depth;
  #open;
  #first = 0;
  #last = 0;
  #line = el('p', { className: 'tokens', attrs: { role: 'group' } });
  #facts = el('p', { className: 'facts' });
  #pace = el('span', { className: 'pace' });
  #current = 0;
  #text = '';

  /**
   * @param depth `limit`: recurrences a token may take; `exits`: whether it may leave before; `settledBelow`: the move of its
   *   state below which it does, or null; `most`: the end of the colour scale
   * @param open called with this answer and the number of a token
   */
  constructor(depth, open) {
    this.#depth = depth;
    this.#open = open;
    this.#line.setAttribute('aria-label', `Answer at ${count(depth.limit, 'recurrence')}. Arrow keys go from token to token, Enter opens one.`);
    this.element = el('article', { className: 'answer waiting' },
      el('header', {}, el('span', { className: 'depth', textContent: `${depth.exits ? 'up to ' : ''}${count(depth.limit, 'recurrence')}` }), this.#pace),
      this.#line,
      el('footer', {}, this.#facts, legend(depth.most)));
    this.#line.addEventListener('keydown', event => this.#onKey(event));
    this.#line.addEventListener('click', event => {
      const token = event.target.closest('.token');
      if (token) {
        this.open(Number(token.dataset.index));
      }
    });
  }

  get limit() {
    return this.#depth.limit;
  }

  get settledBelow() {
    return this.#depth.settledBelow;
  }

  /** Tokens as they come. */
  add(tokens) {
    if (tokens.length === 0) {
      return;
    }
    const now = performance.now();
    this.#first = this.tokens.length === 0 ? now : this.#first;
    this.#last = now;
    for (const token of tokens) {
      this.#line.append(this.#element(token, this.tokens.length));
      this.tokens.push(token);
      this.#text += token.text;
    }
    this.element.classList.remove('waiting');
    this.#pace.textContent = this.#rate();
  }

  #element(token, index) {
    const partial = token.text === '';
    const element = el('span', {
      className: `token${token.aloud ? ' aloud' : ''}${partial ? ' partial' : ''}`,
      textContent: partial ? '…' : token.text,
      title: `${count(token.recurrences, 'recurrence')}${token.exited ? ', then it settled' : ''}; ${percent(token.probability)} likely`,
      tabIndex: index === this.#current ? 0 : -1,
      attrs: {
        role: 'button',
        'aria-label': `${visible(token.text) || 'part of a character'}, ${count(token.recurrences, 'recurrence')}`,
      },
    });
    element.dataset.index = index;
    element.style.setProperty('--d', share(token.recurrences, this.#depth.most).toFixed(3));
    return element;
  }

  #rate() {
    const seconds = (this.#last - this.#first) / 1000;
    return this.tokens.length > 1 && seconds > 0 ? `${short((this.tokens.length - 1) / seconds)} tokens/s` : '';
  }

  /** The answer is at its end; `recurrence` is null if that was the user's wish. */
  finish(reason, recurrence) {
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
    this.element.classList.remove('waiting');
    this.element.classList.add('failed');
    this.#facts.setAttribute('role', 'alert');
    this.#facts.textContent = message;
  }

  text() {
    return this.#text;
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
    for (const other of document.querySelectorAll('.token.open')) {
      other.classList.remove('open');
      other.removeAttribute('aria-current');
    }
    this.#moveTo(index);
    const element = this.#line.children[index];
    element.classList.add('open');
    element.setAttribute('aria-current', 'true');
    this.#open(this, index);
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

/** What the colours mean. */
function legend(most) {
  return el('p', { className: 'legend', attrs: { 'aria-hidden': 'true' } },
    el('span', { textContent: '1' }), el('i'), el('span', { textContent: count(most, 'recurrence') }));
}
