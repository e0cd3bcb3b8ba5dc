// Small things for text and elements that all other files use.

/** An element with properties, attributes in `attrs`, and children. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { attrs = {}, ...rest } = props;
  Object.assign(element, rest);
  for (const [name, value] of Object.entries(attrs)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes and children. */
export function svg(tag, attrs = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A token's text where white space must be seen. */
export function visible(text) {
  if (text === '') {
    return '∅';
  }
  return text.replaceAll('\n', '↵').replaceAll('\t', '⇥').replaceAll(/^ +| +$/g, spaces => '·'.repeat(spaces.length));
}

/** 0.1234 as 12 %, small shares with a digit more. */
export function percent(share) {
  const value = 100 * share;
  return `${value >= 9.95 || value === 0 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : '<0.1'} %`;
}

/** A number with few digits. */
export function short(value, digits = 3) {
  if (!Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : String(Number(value.toPrecision(digits)));
}

/** Bytes with a unit. */
export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** "1 token", "2 tokens". */
export function count(number, word) {
  return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
}

/** Tokens to text as they come: a character's bytes may be spread over several tokens. */
export class TokenDecoder {
  #decoder = new TextDecoder();

  /** What has become whole characters; `bytes` is null for a token that is none of the text. */
  accept(bytes) {
    return bytes === null ? '' : this.#decoder.decode(new Uint8Array(bytes), { stream: true });
  }

  /** The bytes of a token as the server writes it: its text, or `bytes:\xe2\x96`. */
  static bytesOf(token) {
    const raw = /^bytes:((?:\\x[0-9a-f]{2})+)$/.exec(token);
    return raw
      ? raw[1].match(/[0-9a-f]{2}/g).map(pair => parseInt(pair, 16))
      : new TextEncoder().encode(token);
  }
}
