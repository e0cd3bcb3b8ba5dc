// Markdown to elements: what the model writes is untrusted, so only the tags below remain. Formulas and code are filled in afterwards.
import { code } from './code.js';
import { el } from './text.js';
import { Marked } from './vendor/marked.esm.js';
import DOMPurify from './vendor/purify.es.js';

const ALLOWED = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'h4', 'h5', 'h6',
    'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span'],
  ALLOWED_ATTR: ['href', 'class', 'start', 'align', 'title'],
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_DOM_FRAGMENT: true,
};

/** Formulas as people and models write them; a dollar before a space or a digit's end is money. */
const FORMULAS = [
  { start: '$$', pattern: /^\$\$([^$]+?)\$\$/, display: true },
  { start: '\\[', pattern: /^\\\[([\s\S]+?)\\\]/, display: true },
  { start: '\\(', pattern: /^\\\(([\s\S]+?)\\\)/, display: false },
  { start: '$', pattern: /^\$(?!\s)((?:[^$\\\n]|\\.)+?)(?<!\s)\$(?!\d)/, display: false },
];

const marked = new Marked({
  gfm: true,
  extensions: [{
    name: 'formula',
    level: 'inline',
    start: text => {
      const at = text.search(/\$|\\[[(]/);
      return at < 0 ? undefined : at;
    },
    tokenizer(text) {
      for (const { start, pattern, display } of FORMULAS) {
        const found = text.startsWith(start) ? pattern.exec(text) : null;
        if (found) {
          return { type: 'formula', raw: found[0], text: found[1], display };
        }
      }
      return undefined;
    },
    renderer: ({ text, display }) => `<span class="formula${display ? ' display' : ''}">${escaped(text)}</span>`,
  }],
  renderer: {
    // The page's own headings end at the third.
    heading({ tokens, depth }) {
      const tag = `h${Math.min(6, depth + 3)}`;
      return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
    },
    html: ({ text }) => escaped(text),
    image: ({ text, href }) => escaped(`${text} (${href})`),
  },
});

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

let katex = null;

/** Draws `text` into `host`; `whole` says that no more comes, so that it is worth while to colour code and to set formulas. */
export function markdown(host, text, whole) {
  const fragment = DOMPurify.sanitize(marked.parse(text), ALLOWED);
  for (const link of fragment.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  for (const table of fragment.querySelectorAll('table')) {
    const frame = el('div', { className: 'table-scroll', attrs: { tabindex: '0', role: 'region', 'aria-label': 'Table' } });
    table.replaceWith(frame);
    frame.append(table);
  }
  fragment.querySelectorAll('pre').forEach(pre => code(pre, whole));
  host.replaceChildren(fragment);
  if (whole) {
    formulas(host.querySelectorAll('.formula'));
  }
}

/** As MathML, which browsers set by themselves: no fonts, no styles. The library is large and comes with the first formula. */
async function formulas(elements) {
  if (elements.length === 0) {
    return;
  }
  if (katex === null) {
    await import('./vendor/katex.min.js');
    katex = globalThis.katex;
  }
  for (const element of elements) {
    const tex = element.textContent;
    try {
      katex.render(tex, element, { output: 'mathml', displayMode: element.classList.contains('display'), throwOnError: true, maxExpand: 100 });
    } catch {
      element.textContent = tex; // as it was written
    }
  }
}
