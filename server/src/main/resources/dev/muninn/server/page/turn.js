// A question with its answers, and what can be done with them.
import { Answer } from './answer.js';
import { copyButton } from './copy.js';
import { el } from './text.js';

export class Turn {
  question;
  answers;
  /** Left out of what the model is shown, to make room. */
  forgotten = false;
  #tools = el('div', { className: 'turn-tools' });
  #note = el('p', { className: 'note small forgotten-note', hidden: true, textContent: 'Left out of what the model is shown.' });

  /** @param does `edit`, `again`, `goOn`: called with this turn */
  constructor(question, answers, does) {
    this.question = question;
    this.answers = answers;
    const button = (name, action, className) => {
      const element = el('button', { type: 'button', className: `quiet small ${className}`, textContent: name });
      element.addEventListener('click', () => action(this));
      return element;
    };
    this.#tools.append(
      copyButton('Copy', () => this.answers.map(answer => answer.text().trim()).join('\n\n')),
      button('Edit question', does.edit, 'edit'), button('Regenerate', does.again, 'again'), button('Continue', does.goOn, 'go-on'));
    this.element = el('section', { className: 'turn' },
      el('p', { className: 'question', textContent: question }), this.#note,
      el('div', { className: answers.length > 1 ? 'answers beside' : 'answers' }, ...answers.map(answer => answer.element)),
      this.#tools);
    this.settle(false);
  }

  static restored(kept, hooks, does) {
    const turn = new Turn(kept.question, kept.answers.map(answer => Answer.restored(answer, kept.question, hooks)), does);
    if (kept.forgotten) {
      turn.forget();
    }
    turn.settle(true);
    return turn;
  }

  kept() {
    return { question: this.question, forgotten: this.forgotten, answers: this.answers.map(answer => answer.kept()) };
  }

  /** Shows what can be done now: nothing while it is answered; going on only where it was cut. */
  settle(done) {
    this.#tools.hidden = !done;
    this.#tools.querySelector('.go-on').hidden = !this.canGoOn;
  }

  get canGoOn() {
    const [answer, ...others] = this.answers;
    return others.length === 0 && ['length', 'stopped', 'failed'].includes(answer.reason) && answer.tokens.length > 0
      && !answer.tokens.some(token => token.aloud);
  }

  forget() {
    this.forgotten = true;
    this.element.classList.add('forgotten');
    this.#note.hidden = false;
  }

  /** What it is for the model; nothing if there was no answer. */
  messages() {
    const [answer] = this.answers;
    return this.forgotten || answer.tokens.length === 0 ? []
      : [{ role: 'user', content: this.question }, { role: 'assistant', content: answer.text() }];
  }
}
