// "What it thought": everything about one token.
import { forming } from './forming.js';
import { movedPlot } from './plots.js';
import { kindText, trajectory } from './trajectory.js';
import { count, el, percent, visible } from './text.js';

const SHOWN = 80;

const clipped = text => text.length > SHOWN ? `${text.slice(0, SHOWN).trimEnd()}…` : text;

export class Inspector {
  #panel = document.getElementById('panel-token');
  #shown = null;

  constructor() {
    this.clear();
    // Canvases do not follow a theme by themselves.
    document.addEventListener('themechange', () => this.#shown && this.show(...this.#shown));
  }

  clear() {
    this.#shown = null;
    this.#panel.replaceChildren(el('div', { className: 'nothing' },
      el('p', { textContent: 'Choose a token of an answer.' }),
      el('p', { textContent: 'Here is then what the model would have said after each recurrence, how far its state moved, and where it went.' })));
  }

  /** The answer and token that are shown, or null. */
  get shown() {
    return this.#shown;
  }

  show(answer, index) {
    this.#shown = [answer, index];
    const token = answer.tokens[index];
    this.#panel.replaceChildren(this.#head(answer, index, token), ...this.#sections(answer, index, token));
    this.#panel.scrollTop = 0;
  }

  #head(answer, index, token) {
    const chips = [
      token.exited ? `settled after ${token.recurrences} of ${answer.limit}` : `all ${count(token.recurrences, 'recurrence')}`,
      ...(token.probability === null ? [] : [`${percent(token.probability)} likely`]),
    ];
    const kind = token.path === null ? [] : [el('li', { className: 'kind', textContent: token.path, title: kindText(token.path) })];
    return el('div', { className: 'token-head' },
      el('p', { className: 'note whose', textContent: `From the answer to “${clipped(answer.question)}” at ${count(answer.limit, 'recurrence')}` }),
      el('div', { className: 'token-title' },
        el('h2', { textContent: visible(token.text === '' ? token.whole : token.text) }),
        el('p', { className: 'note', textContent: `token ${index + 1} of ${answer.tokens.length}` }),
        this.#step(answer, index - 1, '←', 'Token before'),
        this.#step(answer, index + 1, '→', 'Next token')),
      el('ul', { className: 'chips' }, ...kind, ...chips.map(text => el('li', { textContent: text }))));
  }

  #step(answer, to, sign, name) {
    const button = el('button', { type: 'button', className: 'quiet step', textContent: sign, disabled: !answer.tokens[to] });
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => {
      answer.open(to);
      this.#panel.querySelector(`[aria-label="${name}"]`)?.focus();
    });
    return button;
  }

  #sections(answer, index, token) {
    if (token.trace.length === 0) {
      return [el('p', { className: 'nothing', textContent: 'Nothing was recorded. Tick "Record every recurrence" under the prompt and ask again.' })];
    }
    return [
      forming(token),
      el('section', {}, el('h3', { textContent: 'How far its state moved' }), movedPlot(token, answer.settledBelow)),
      ...(token.trace[0].state ? [trajectory(answer, index)] : []),
    ];
  }
}
