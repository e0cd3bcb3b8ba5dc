// The prompt and its buttons.
import { askForKey } from './key.js';
import { narrow } from './side.js';
import { el } from './text.js';

const EXAMPLES = [
  'Let a = 4. Let k = 12. Let c = 7. Let t = 19. Let e = 3. Let m = 8. What is k?',
  'Let b = 3. Let d = b + 9. Let f = d - 4. What is f?',
  'The capital of Westphalia is',
];

const byId = id => document.getElementById(id);

export class Form {
  #api;
  #chat;
  #settings;
  #inspector;
  #meter;
  #prompt = byId('prompt');

  constructor(api, settings, inspector) {
    this.#api = api;
    this.#settings = settings;
    this.#inspector = inspector;
    this.#wire();
  }

  /** The conversation that it asks in, and the meter of its context. */
  use(chat, meter) {
    this.#chat = chat;
    this.#meter = meter;
  }

  #wire() {
    byId('ask').addEventListener('submit', event => {
      event.preventDefault();
      this.ask();
    });
    byId('stop').addEventListener('click', () => {
      this.#chat.stop();
      this.#prompt.focus();
    });
    this.#prompt.addEventListener('input', () => this.#grow());
    this.#prompt.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.ask();
      } else if (event.key === 'Escape') {
        this.#chat.stop();
      }
    });
    byId('options').addEventListener('click', () => {
      const opened = byId('ask').classList.toggle('opened');
      byId('options').setAttribute('aria-expanded', String(opened));
    });
    byId('examples').append(...EXAMPLES.map(text => {
      const button = el('button', { type: 'button', textContent: text });
      button.addEventListener('click', () => this.put(text));
      return button;
    }));
  }

  #grow() {
    this.#prompt.style.setProperty('height', 'auto');
    this.#prompt.style.setProperty('height', `${Math.min(this.#prompt.scrollHeight + 2, narrow.matches ? 130 : 220)}px`);
  }

  /** Puts a text where it can be changed and asked. */
  put(text) {
    this.#prompt.value = text;
    this.#grow();
    this.#prompt.focus();
  }

  async ask(given) {
    const text = given ?? this.#prompt.value.trim();
    if (text === '' || this.#chat.busy || !this.#settings.check()) {
      return;
    }
    if (given === undefined) {
      this.#prompt.value = '';
      this.#grow();
    }
    const refusal = await this.run(() => this.#chat.ask(text));
    if (refusal && this.#prompt.value === '') {
      this.#prompt.value = text;
      this.#grow();
    }
  }

  /** Runs what answers; resolves to the refusal or null. */
  async run(answering) {
    if (this.#chat.busy) {
      return null;
    }
    if (narrow.matches) {
      this.#prompt.blur(); // its keyboard would cover the answer
    }
    byId('send').hidden = true;
    byId('stop').hidden = false;
    try {
      const { answer, refusal } = await answering();
      const unsure = answer.mostUnsure();
      if (!narrow.matches && !this.#inspector.shown && unsure >= 0) {
        answer.open(unsure); // something to look at before anybody knows that tokens can be opened
      }
      this.measure(refusal?.code === 'context_length_exceeded');
      if (refusal?.status === 401) {
        await askForKey(this.#api, 'The server did not accept the key.');
      }
      return refusal;
    } finally {
      byId('stop').hidden = true;
      byId('send').hidden = false;
    }
  }

  /** Shows how full the context is. */
  measure(refused = false) {
    this.#meter.show(this.#chat.used, this.#settings.context, { refused, canForget: this.#settings.chats && this.#chat.canForget });
  }
}
