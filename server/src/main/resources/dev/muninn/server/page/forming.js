// How the answer forms: which token leads at every recurrence, as a band and as a table.
import { el, percent, short, visible } from './text.js';

/** How often another token took the lead. */
export function flips(trace) {
  return Math.max(0, runs(trace).length - 1);
}

/** Recurrences in a row with the same leading token. */
function runs(trace) {
  const found = [];
  for (const step of trace) {
    const lead = step.top[0];
    const run = found.at(-1);
    if (run?.id === lead.id) {
      run.to = step.recurrence;
      run.sum += lead.probability;
    } else {
      found.push({ id: lead.id, token: lead.token, from: step.recurrence, to: step.recurrence, sum: lead.probability });
    }
  }
  return found;
}

/** The lead over the recurrences in one sentence. */
function sentence(token, found) {
  const last = found.at(-1);
  const changes = found.length - 1;
  const since = last.from === 1 ? 'from the first recurrence on' : `from recurrence ${last.from} on`;
  const changed = changes === 0 ? 'The lead never changed.' : `The lead changed ${changes === 1 ? 'once' : `${changes} times`}.`;
  const drawn = last.token === token.whole ? '' : ` “${visible(token.whole)}” was drawn all the same.`;
  return `“${visible(last.token)}” leads ${since}. ${changed}${drawn}`;
}

function band(found) {
  const last = found.at(-1);
  return el('ol', { className: 'band', attrs: { 'aria-hidden': 'true' } }, ...found.map(run => {
    const length = run.to - run.from + 1;
    const item = el('li', {
      className: run.id === last.id ? 'final' : '',
      title: `${visible(run.token)}: recurrence ${run.from}${length > 1 ? ` to ${run.to}` : ''}, ${percent(run.sum / length)} on average`,
    }, el('span', { textContent: visible(run.token) }));
    item.style.setProperty('flex-grow', length);
    item.style.setProperty('--sure', (run.sum / length).toFixed(3));
    return item;
  }));
}

function table(token, trace) {
  const places = Math.max(...trace.map(step => step.top.length));
  const asked = trace.some(step => step.exit_value !== null);
  const head = ['r', 'moved', ...(asked ? ['exit'] : []), ...Array.from({ length: places }, (_, i) => ['1st', '2nd', '3rd', '4th', '5th'][i] ?? i + 1)];
  const body = trace.map((step, i) => {
    const flip = i > 0 && trace[i - 1].top[0].id !== step.top[0].id;
    return el('tr', { className: flip ? 'flip' : '' },
      el('th', { attrs: { scope: 'row' } }, String(step.recurrence), ...(flip ? [el('span', { className: 'hidden', textContent: ' lead changes' })] : [])),
      el('td', { className: 'number', textContent: step.moved === null ? '–' : percent(step.moved) }),
      ...(asked ? [el('td', { className: 'number', textContent: step.exit_value === null ? '–' : short(step.exit_value, 2) })] : []),
      ...step.top.map(likely => cell(likely, token)));
  });
  return el('div', { className: 'table-frame', attrs: { role: 'region', 'aria-label': 'Readout of every recurrence', tabindex: '0' } },
    el('table', { className: asked ? 'readouts asked' : 'readouts' },
      el('caption', { className: 'hidden', textContent: 'The five likeliest tokens if it had stopped at a recurrence' }),
      el('thead', {}, el('tr', {}, ...head.map(text => el('th', { textContent: text, attrs: { scope: 'col' } })))),
      el('tbody', {}, ...body)));
}

function cell(likely, token) {
  const element = el('td', { className: likely.token === token.whole ? 'candidate drawn' : 'candidate' },
    el('b', { textContent: visible(likely.token) }), el('small', { textContent: percent(likely.probability) }));
  element.style.setProperty('--p', likely.probability.toFixed(3));
  return element;
}

/** A section about a token with a trace. */
export function forming(token) {
  const found = runs(token.trace);
  return el('section', {},
    el('h3', { textContent: 'How it formed' }),
    el('p', { className: 'note', textContent: sentence(token, found) }),
    band(found),
    table(token, token.trace));
}
