// The conversation: asks, reads the answers as they stream, keeps what was said.
import { Answer } from './answer.js';
import { TokenDecoder, el } from './text.js';

export class Chat {
  #api;
  #settings;
  #open;
  #host = document.getElementById('turns');
  #status = document.getElementById('status');
  #said = [];
  #running = null;

  /** @param open shows a token of an answer */
  constructor(api, settings, open) {
    this.#api = api;
    this.#settings = settings;
    this.#open = open;
  }

  get busy() {
    return this.#running !== null;
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    this.stop();
    this.#said = [];
    for (const turn of this.#host.querySelectorAll('.turn')) {
      turn.remove();
    }
    document.getElementById('welcome').hidden = false;
  }

  /**
   * Asks at every depth of the settings at the same time. A refusal is shown where the answer would be. Resolves to the last of the
   * answers, and to the first refusal or null.
   */
  async ask(text) {
    const running = new AbortController();
    this.#running = running;
    document.getElementById('welcome').hidden = true;
    const depths = this.#settings.depths;
    // Two depths are compared on the same noise and the same draws.
    const seed = this.#settings.seed ?? (depths.length > 1 ? Math.floor(Math.random() * 2 ** 31) : null);
    const { exits, settledBelow, most } = this.#settings;
    const answers = depths.map(depth => new Answer({ limit: depth, exits, settledBelow, most }, this.#open));
    const turn = el('section', { className: 'turn' },
      el('p', { className: 'question', textContent: text }),
      el('div', { className: depths.length > 1 ? 'answers beside' : 'answers' }, ...answers.map(answer => answer.element)));
    this.#host.append(turn);
    turn.scrollIntoView({ block: 'start' });
    this.#status.textContent = 'Answering.';
    try {
      const refusals = await Promise.all(answers.map((answer, i) => this.#fill(answer, text, depths[i], seed, running.signal)));
      if (answers.length > 1) {
        Answer.markDifference(answers);
      }
      this.#keep(text, answers[0]);
      this.#status.textContent = answers.map(answer => answer.spoken()).join(' ');
      return { answer: answers.at(-1), refusal: refusals.find(refusal => refusal !== null) ?? null };
    } finally {
      this.#running = null;
    }
  }

  #keep(text, answer) {
    if (answer.tokens.length > 0) {
      this.#said.push({ role: 'user', content: text }, { role: 'assistant', content: answer.text() });
    }
  }

  async #fill(answer, text, depth, seed, signal) {
    try {
      const read = this.#settings.chats ? readChat : readCompletion;
      const path = this.#settings.chats ? 'v1/chat/completions' : 'v1/completions';
      const decoder = new TokenDecoder();
      for await (const event of this.#api.stream(path, this.#body(text, depth, seed), signal)) {
        const choice = event.choices[0];
        if (choice) {
          this.#following(() => answer.add(read(choice, decoder)));
          if (choice.finish_reason) {
            answer.finish(choice.finish_reason, choice.recurrence);
          }
        }
      }
      return null;
    } catch (e) {
      if (e.name === 'AbortError') {
        answer.finish('stopped', null);
        return null;
      }
      answer.fail(e.message);
      return e;
    }
  }

  /** Keeps the end in sight while it grows, unless somebody has scrolled away from it. */
  #following(grow) {
    const host = this.#host;
    const atEnd = host.scrollHeight - host.scrollTop - host.clientHeight < 80;
    grow();
    if (atEnd) {
      host.scrollTop = host.scrollHeight;
    }
  }

  #body(text, depth, seed) {
    const request = this.#settings.request(depth, seed);
    if (!this.#settings.chats) {
      return { ...request, prompt: text, logprobs: 0 };
    }
    const system = this.#settings.manner ? [{ role: 'system', content: this.#settings.manner }] : [];
    return { ...request, messages: [...system, ...this.#said, { role: 'user', content: text }], logprobs: true };
  }
}

/** The tokens of a chunk of a chat. */
function readChat(choice, decoder) {
  const aloud = Boolean(choice.delta?.reasoning_content) && !choice.delta?.content;
  return (choice.logprobs?.content ?? []).map((entry, i) =>
    token(choice.recurrence, i, decoder.accept(entry.bytes), entry.token, entry.logprob, aloud));
}

/** The tokens of a chunk of a completion. Its last one repeats the depths of all. */
function readCompletion(choice, decoder) {
  const tokens = choice.logprobs?.tokens ?? [];
  const skipped = (choice.recurrence?.per_token.length ?? 0) - tokens.length;
  return tokens.map((text, i) => token(
    choice.recurrence, skipped + i, decoder.accept(TokenDecoder.bytesOf(text)), text, choice.logprobs.token_logprobs[i], false));
}

function token(recurrence, i, text, whole, logprob, aloud) {
  return {
    text,
    /** Alone, where it may be no whole character. */
    whole,
    aloud,
    probability: Math.exp(logprob),
    recurrences: recurrence.per_token[i],
    exited: recurrence.exited[i],
    trace: recurrence.trace?.[i] ?? [],
    path: recurrence.paths?.[i] ?? null,
  };
}

