// Buttons that copy a text, and say so.
import { el } from './text.js';

const SAID = 1500;

/** A button called `name` that copies what `text` returns. */
export function copyButton(name, text) {
  const button = el('button', { type: 'button', className: 'quiet small', textContent: name });
  button.addEventListener('click', async () => {
    button.textContent = await copy(text()) ? 'Copied' : 'Not allowed to copy';
    setTimeout(() => { button.textContent = name; }, SAID);
  });
  return button;
}

/** The clipboard's own way is for pages from this machine or over TLS; the old one is for all others. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el('textarea', { value: text, className: 'hidden', attrs: { 'aria-hidden': 'true' } });
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
