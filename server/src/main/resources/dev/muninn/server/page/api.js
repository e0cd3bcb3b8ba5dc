// The server's API: requests with the key that the user typed, and events as they come.

const KEY = 'muninn-key';

/** What the server answered instead of what was asked for. */
export class Refusal extends Error {
  constructor(status, message, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  get key() {
    return sessionStorage.getItem(KEY) ?? '';
  }

  set key(value) {
    if (value) {
      sessionStorage.setItem(KEY, value);
    } else {
      sessionStorage.removeItem(KEY);
    }
  }

  /** JSON from a path. */
  async get(path) {
    return (await this.#fetch(path, {})).json();
  }

  /** The events of a streaming answer, parsed, until its end; ends early with an AbortError when `signal` says so. */
  async *stream(path, body, signal) {
    const response = await this.#fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    let held = '';
    for await (const text of textOf(response.body)) {
      const events = (held + text).split('\n\n');
      held = events.pop();
      for (const event of events) {
        const data = event.replace(/^data: /, '');
        if (data === '[DONE]') {
          return;
        }
        const json = JSON.parse(data);
        if (json.error) {
          throw new Refusal(200, json.error.message, json.error.code);
        }
        yield json;
      }
    }
    throw new Refusal(200, 'The connection ended before the answer did.', 'cut');
  }

  async #fetch(path, options) {
    const headers = { ...options.headers, ...(this.key ? { Authorization: `Bearer ${this.key}` } : {}) };
    let response;
    try {
      response = await fetch(path, { ...options, headers });
    } catch (e) {
      if (e.name === 'AbortError') {
        throw e;
      }
      throw new Refusal(0, 'The server does not answer. Is it still running?', 'unreachable');
    }
    if (!response.ok) {
      const error = (await response.json().catch(() => ({}))).error ?? {};
      throw new Refusal(response.status, error.message ?? `The server answered ${response.status}.`, error.code);
    }
    return response;
  }
}

/** A body's text, piece by piece; readable streams are not iterable everywhere yet. */
async function* textOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield piece.value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
