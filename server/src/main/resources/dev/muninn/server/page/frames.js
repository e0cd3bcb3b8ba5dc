// Drawing while text streams: once a frame at most, and never so much that the page has no time for its user.

/** Time between two drawings, in times of what the last one took. */
const REST = 4;

export class Frames {
  #draw;
  #asked = false;
  #free = 0;

  constructor(draw) {
    this.#draw = draw;
  }

  /** Draws soon, once for all that ask until then. */
  ask() {
    if (!this.#asked) {
      this.#asked = true;
      requestAnimationFrame(() => this.#frame());
    }
  }

  /** Draws at once. Hidden pages have no frames, so the last drawing is for the caller to want. */
  now() {
    this.#asked = false;
    const begin = performance.now();
    this.#draw();
    const end = performance.now();
    this.#free = end + REST * (end - begin);
  }

  #frame() {
    if (!this.#asked) {
      return; // drawn in between
    }
    if (performance.now() < this.#free) {
      requestAnimationFrame(() => this.#frame());
    } else {
      this.now();
    }
  }
}
