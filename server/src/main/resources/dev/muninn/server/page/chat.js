// The conversation: asks, reads the answers as they stream, knows what was said.
import { Answer } from './answer.js';
import { Reader } from './reader.js';
import { Turn } from './turn.js';

export class Chat {
  #api;
  #settings;
  #hooks;
  #host = document.getElementById('turns');
  #status = document.getElementById('status');
  #turns = [];
  #running = null;
  #does;
  #changed;
  /** Tokens of the context that the last answer took; 0 if that is not known. */
  used = 0;

  /**
   * @param does `open` shows a token of an answer; `edit` and `again` are called with a question whose turn is gone, `goOn` with a turn;
   *   `changed` when there is something new to keep
   */
  constructor(api, settings, { open, edit, again, goOn, changed }) {
    this.#api = api;
    this.#settings = settings;
    this.#hooks = { open, around: grow => this.#following(grow) };
    this.#changed = changed;
    const without = action => turn => {
      if (!this.busy) {
        this.#dropFrom(turn);
        action(turn.question);
      }
    };
    this.#does = { edit: without(edit), again: without(again), goOn };
  }

  get busy() {
    return this.#running !== null;
  }

  get turns() {
    return this.#turns.length;
  }

  /** What is to be kept of it. */
  kept() {
    return this.#turns.map(turn => turn.kept());
  }

  /** Shows a conversation that was kept. */
  restore(turns, used) {
    this.clear();
    this.#turns = turns.map(turn => Turn.restored(turn, this.#hooks, this.#does));
    this.used = used;
    this.#host.append(...this.#turns.map(turn => turn.element));
    document.getElementById('welcome').hidden = turns.length > 0;
    this.#host.scrollTop = this.#host.scrollHeight;
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    this.stop();
    this.#turns.forEach(turn => turn.element.remove());
    this.#turns = [];
    this.used = 0;
    document.getElementById('welcome').hidden = false;
  }

  #dropFrom(turn) {
    this.#turns.splice(this.#turns.indexOf(turn)).forEach(gone => gone.element.remove());
    this.#changed();
  }

  get canForget() {
    return this.#turns.filter(turn => turn.messages().length > 0).length > 0;
  }

  /** Leaves the oldest turn out of what the model is shown, and counts again. */
  async forget() {
    this.#turns.find(turn => turn.messages().length > 0)?.forget();
    const messages = this.#history();
    this.used = messages.length === 0 ? 0 : (await this.#api.post('tokenize', { messages })).count;
    this.#changed();
  }

  #history() {
    return [...this.#settings.system, ...this.#turns.flatMap(turn => turn.messages())];
  }

  /**
   * Asks at every depth of the settings at the same time. A refusal is shown where the answer would be. Resolves to the last of the
   * answers, and to the first refusal or null.
   */
  async ask(text) {
    document.getElementById('welcome').hidden = true;
    const settings = this.#settings;
    const depths = settings.depths;
    // Two depths are compared on the same noise and the same draws.
    const seed = settings.seed ?? (depths.length > 1 ? Math.floor(Math.random() * 2 ** 31) : null);
    const { exits, settledBelow, most, view } = settings;
    const answers = depths.map(depth => new Answer({ limit: depth, exits, settledBelow, most }, text, view, this.#hooks));
    const bodies = depths.map(depth => this.#body(text, depth, seed));
    const turn = new Turn(text, answers, this.#does);
    this.#turns.push(turn);
    this.#host.append(turn.element);
    turn.element.scrollIntoView({ block: 'start' });
    return this.#answer(turn, signal => Promise.all(answers.map((answer, i) => this.#fill(answer, settings.path, bodies[i], signal))));
  }

  /** Goes on with an answer that was cut, on exactly the tokens that it has. */
  async goOn(turn) {
    const [answer] = turn.answers;
    return this.#answer(turn, async signal => {
      const request = this.#settings.request(answer.limit, this.#settings.seed);
      try {
        const prompt = await this.#promptOf(turn, signal);
        answer.resume();
        return [await this.#fill(answer, 'v1/completions', { ...request, prompt, ...(this.#settings.records ? { logprobs: 0 } : {}) }, signal)];
      } catch (e) {
        answer.fail(e.message);
        return [e];
      }
    });
  }

  async #promptOf(turn, signal) {
    if (!this.#settings.chats) {
      return turn.question + turn.answers[0].text();
    }
    const before = this.#turns.slice(0, this.#turns.indexOf(turn)).flatMap(one => one.messages());
    const messages = [...this.#settings.system, ...before, { role: 'user', content: turn.question }];
    const asked = await this.#api.post('tokenize', { messages }, signal);
    const said = await this.#api.post('tokenize', { prompt: turn.answers[0].text(), add_special_tokens: false }, signal);
    return [...asked.tokens, ...said.tokens];
  }

  async #answer(turn, run) {
    const running = new AbortController();
    this.#running = running;
    this.#status.textContent = 'Answering.';
    turn.settle(false);
    try {
      const refusals = await run(running.signal);
      if (turn.answers.length > 1) {
        Answer.markDifference(turn.answers);
      }
      this.#status.textContent = turn.answers.map(answer => answer.spoken()).join(' ');
      return { answer: turn.answers.at(-1), refusal: refusals.find(refusal => refusal !== null) ?? null };
    } finally {
      this.#running = null;
      turn.settle(true);
      if (this.#turns.includes(turn)) {
        this.#changed();
      }
    }
  }

  async #fill(answer, path, body, signal) {
    try {
      const reader = new Reader();
      let end = null;
      for await (const event of this.#api.stream(path, body, signal)) {
        const choice = event.choices[0];
        this.used = event.usage?.total_tokens ?? this.used;
        if (choice) {
          answer.add(reader.read(choice));
          end = choice.finish_reason ? choice : end;
        }
      }
      answer.finish(end?.finish_reason ?? 'cut by the server', end?.recurrence ?? null);
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
    const settings = this.#settings;
    const request = settings.request(depth, seed);
    return settings.chats
      ? { ...request, messages: [...this.#history(), { role: 'user', content: text }], ...settings.format, ...(settings.records ? { logprobs: true } : {}) }
      : { ...request, prompt: text, ...(settings.records ? { logprobs: 0 } : {}) };
  }
}
