// How full the context is: what the model was shown and said, against what it can see at once.
import { count } from './text.js';

const ALMOST = 0.8;

export class Meter {
  #host = document.getElementById('meter');
  #bar = document.getElementById('meter-bar');
  #text = document.getElementById('meter-text');
  #forget = document.getElementById('forget');

  /** @param forget makes room */
  constructor(forget) {
    this.#forget.addEventListener('click', forget);
  }

  /** `used` of `most` tokens; `refused` says that the server found it too much, `canForget` that there is something to leave out. */
  show(used, most, { refused = false, canForget = false } = {}) {
    const share = used / most;
    this.#host.hidden = !refused && (used === 0 || !Number.isFinite(share));
    this.#bar.max = most;
    this.#bar.value = refused ? most : used;
    const full = refused || share >= ALMOST;
    this.#host.classList.toggle('full', full);
    const advice = canForget ? ' Leave out the oldest turn, or begin a new chat.' : ' Begin a new chat, or ask something shorter.';
    this.#text.textContent = refused
      ? `The context of ${count(most, 'token')} is full.${advice}`
      : `${used.toLocaleString('en')} of ${count(most, 'token')}${full ? `: almost full.${advice}` : ''}`;
    this.#forget.hidden = !full || !canForget;
  }
}
