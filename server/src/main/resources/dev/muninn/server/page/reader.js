// Chunks of streams to tokens. Without log-probabilities a chunk is one piece of text, whatever tokens it is made of.
import { TokenDecoder } from './text.js';

export class Reader {
  #decoder = new TokenDecoder();
  #told = 0;
  #aloud = false;

  /** The tokens of a chunk's choice, of a chat or of a completion; its last chunk may repeat the depths of all. */
  read(choice) {
    const logprobs = choice.logprobs;
    const aloud = Boolean(choice.delta?.reasoning_content) && !choice.delta?.content;
    if (logprobs?.content) {
      this.#told += logprobs.content.length;
      return logprobs.content.map((entry, i) =>
        token(choice.recurrence, i, this.#decoder.accept(entry.bytes), entry.token, Math.exp(entry.logprob), aloud));
    }
    if (logprobs?.tokens) {
      this.#told += logprobs.tokens.length;
      const skipped = (choice.recurrence?.per_token.length ?? 0) - logprobs.tokens.length;
      return logprobs.tokens.map((text, i) => token(choice.recurrence, skipped + i,
        this.#decoder.accept(TokenDecoder.bytesOf(text)), text, Math.exp(logprobs.token_logprobs[i]), false));
    }
    return this.#piece(choice, aloud);
  }

  #piece(choice, aloud) {
    const said = choice.delta ? (choice.delta.reasoning_content ?? '') + (choice.delta.content ?? '') : choice.text ?? '';
    const text = this.#aloud && !aloud && said !== '' ? `\n${said}` : said; // the line feed between steps and answer is in neither
    this.#aloud = said === '' ? this.#aloud : aloud;
    const depths = choice.recurrence?.per_token ?? [];
    const fresh = choice.finish_reason ? this.#told : 0;
    const tokens = depths.slice(fresh).map((_, i, all) => {
      const last = i === all.length - 1;
      return token(choice.recurrence, fresh + i, last ? text : '', last ? text : '', null, aloud);
    });
    this.#told += tokens.length;
    if (tokens.length === 0 && text !== '') { // the rest of what was held back, of tokens told before
      return [{ text, whole: text, aloud, probability: null, recurrences: depths.at(-1) ?? 1, exited: false, trace: [], path: null }];
    }
    return tokens;
  }
}

function token(recurrence, i, text, whole, probability, aloud) {
  return {
    text,
    /** Alone, where it may be no whole character. */
    whole,
    aloud,
    probability,
    recurrences: recurrence.per_token[i],
    exited: recurrence.exited?.[i] ?? false,
    trace: recurrence.trace?.[i] ?? [],
    path: recurrence.paths?.[i] ?? null,
  };
}
