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

  /** The JSON answer to a JSON request. */
  async post(path, body, signal) {
    return (await this.#fetch(path, asJson(body, signal))).json();
  }

  /** The events of a streaming answer, parsed, until its end; ends early with an AbortError when `signal` says so. */
  async *stream(path, body, signal) {
    const response = await this.#fetch(path, asJson(body, signal));
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
      throw new Refusal(0, navigator.onLine === false
        ? 'This device is not connected to a network.'
        : 'The server does not answer. It may have been stopped, or the connection to it may be down.', 'unreachable');
    }
    if (!response.ok) {
      const error = (await response.json().catch(() => ({}))).error ?? {};
      throw new Refusal(response.status, error.message ?? inWords(response.status), error.code);
    }
    return response;
  }
}

function asJson(body, signal) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal };
}

/** Statuses without a message, mostly of what stands between the page and the server. */
function inWords(status) {
  const known = {
    401: 'The server wants another key.',
    403: 'The server does not allow this.',
    404: 'There is no such thing at this address. Is it a Muninn server?',
    413: 'The question is larger than the server takes.',
    429: 'The server is busy. Ask again in a moment.',
    500: 'The server failed; its log says why.',
    502: 'The proxy in front cannot reach the server. It may have been stopped.',
    503: 'The server is busy or still starting. Ask again in a moment.',
    504: 'The server took longer than the proxy in front waits.',
  };
  return `${known[status] ?? 'The server did not do it.'} (status ${status})`;
}

/** A body's text, piece by piece; readable streams are not iterable everywhere yet. */
async function* textOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield piece.value;
    }
  } catch (e) {
    throw e.name === 'AbortError' ? e : new Refusal(0, 'The connection broke before the answer ended.', 'cut');
  } finally {
    reader.cancel().catch(() => {});
  }
}
