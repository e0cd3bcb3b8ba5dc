// Blocks of code: coloured in the languages that are known here, with a button that copies them.
import { copyButton } from './copy.js';
import { el } from './text.js';
import highlight from './vendor/highlight.core.js';
import bash from './vendor/highlight.bash.js';
import c from './vendor/highlight.c.js';
import cpp from './vendor/highlight.cpp.js';
import css from './vendor/highlight.css.js';
import diff from './vendor/highlight.diff.js';
import go from './vendor/highlight.go.js';
import java from './vendor/highlight.java.js';
import javascript from './vendor/highlight.javascript.js';
import json from './vendor/highlight.json.js';
import python from './vendor/highlight.python.js';
import rust from './vendor/highlight.rust.js';
import sql from './vendor/highlight.sql.js';
import typescript from './vendor/highlight.typescript.js';
import xml from './vendor/highlight.xml.js';
import yaml from './vendor/highlight.yaml.js';

const LANGUAGES = { bash, c, cpp, css, diff, go, java, javascript, json, python, rust, sql, typescript, xml, yaml };
Object.entries(LANGUAGES).forEach(([name, grammar]) => highlight.registerLanguage(name, grammar));

/** Longer blocks are not worth the time that colours take. */
const LONGEST = 50_000;

/** Dresses a `pre`; `whole` says that its text is at its end. */
export function code(pre, whole) {
  const element = pre.querySelector('code') ?? pre;
  const text = element.textContent;
  const language = /language-([\w+#-]+)/.exec(element.className)?.[1] ?? '';
  if (whole && highlight.getLanguage(language) && text.length < LONGEST) {
    element.innerHTML = highlight.highlight(text, { language, ignoreIllegals: true }).value; // which escapes what is in it
  }
  pre.tabIndex = 0;
  const frame = el('div', { className: 'code' });
  pre.replaceWith(frame);
  frame.append(el('div', { className: 'code-head' }, el('span', { textContent: language }), copyButton('Copy code', () => text)), pre);
}
