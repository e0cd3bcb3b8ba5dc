// Wires the page: what the model is, the form, the side panel, the key, the theme.
import { Api } from './api.js';
import { Chat } from './chat.js';
import { Inspector } from './inspector.js';
import { Live } from './live.js';
import { Settings } from './settings.js';
import { el } from './text.js';

const EXAMPLES = [
  'Let a = 4. Let k = 12. Let c = 7. Let t = 19. Let e = 3. Let m = 8. What is k?',
  'Let b = 3. Let d = b + 9. Let f = d - 4. What is f?',
  'The capital of Westphalia is',
];

const byId = id => document.getElementById(id);
const narrow = matchMedia('(max-width: 1023px)');

/** Waits for a model that is still being loaded. */
async function loadedModel(api) {
  for (;;) {
    try {
      return (await api.get('v1/models')).data[0];
    } catch (e) {
      if (e.code === 'model_loading') {
        byId('model').textContent = 'loading the model';
        await new Promise(resolve => setTimeout(resolve, 500));
      } else if (e.status === 401) {
        byId('model').textContent = 'needs a key';
        await askForKey(api, 'This server wants a key.');
      } else {
        throw e;
      }
    }
  }
}

/** Resolves when the dialog is closed. */
function askForKey(api, why) {
  const dialog = byId('key-dialog');
  byId('key-why').textContent = `${why} It is sent with every request and kept in this tab until it is closed.`;
  byId('key').value = api.key;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  byId('key').focus();
  byId('key').select();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'use') {
      api.key = byId('key').value.trim();
    }
    resolve();
  }, { once: true }));
}

/** The panel at the side, or above everything on a narrow screen. */
class Side {
  #element = byId('side');
  #tabs = [byId('tab-token'), byId('tab-server')];
  #live;
  #back = null;

  constructor(live) {
    this.#live = live;
    for (const tab of this.#tabs) {
      tab.addEventListener('click', () => this.choose(tab));
      tab.addEventListener('keydown', event => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          const other = this.#tabs[1 - this.#tabs.indexOf(tab)];
          this.choose(other);
          other.focus();
        }
      });
    }
    byId('close-side').addEventListener('click', () => this.close());
    this.#element.addEventListener('keydown', event => event.key === 'Escape' && this.close());
    byId('show-server').addEventListener('click', () => this.open(this.#tabs[1]));
    document.addEventListener('visibilitychange', () => this.#watch());
    narrow.addEventListener('change', () => this.#watch());
  }

  choose(chosen) {
    for (const tab of this.#tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      byId(tab.getAttribute('aria-controls')).hidden = tab !== chosen;
    }
    this.#watch();
  }

  /** Shows a tab; on a narrow screen the panel takes the keyboard until it is closed. */
  open(tab) {
    this.choose(tab);
    if (narrow.matches && !this.#element.classList.contains('shown')) {
      this.#back = document.activeElement;
      this.#element.classList.add('shown');
      byId('close-side').focus({ preventScroll: true });
    }
    this.#watch();
  }

  close() {
    if (this.#element.classList.contains('shown')) {
      this.#element.classList.remove('shown');
      this.#back?.focus();
      this.#watch();
    }
  }

  #watch() {
    const seen = !narrow.matches || this.#element.classList.contains('shown');
    if (seen && !byId('panel-server').hidden && document.visibilityState === 'visible') {
      this.#live.start();
    } else {
      this.#live.stop();
    }
  }
}

function wireTheme() {
  const button = byId('theme');
  const names = { auto: 'as the system has it', light: 'light', dark: 'dark' };
  const root = document.documentElement;
  const show = () => {
    const theme = root.dataset.theme ?? 'auto';
    button.textContent = `◐ ${theme[0].toUpperCase()}${theme.slice(1)}`;
    button.setAttribute('aria-label', `Theme: ${names[theme]}`);
    document.dispatchEvent(new Event('themechange'));
  };
  button.addEventListener('click', () => {
    const next = { auto: 'light', light: 'dark', dark: 'auto' }[root.dataset.theme ?? 'auto'];
    if (next === 'auto') {
      delete root.dataset.theme;
      localStorage.removeItem('muninn-theme');
    } else {
      root.dataset.theme = next;
      localStorage.setItem('muninn-theme', next);
    }
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}

function wireForm(api, chat, inspector) {
  const prompt = byId('prompt');
  const grow = () => {
    prompt.style.setProperty('height', 'auto');
    prompt.style.setProperty('height', `${Math.min(prompt.scrollHeight + 2, 220)}px`);
  };
  const ask = async () => {
    const text = prompt.value.trim();
    if (text === '' || chat.busy || !byId('ask').reportValidity()) {
      return;
    }
    prompt.value = '';
    grow();
    if (narrow.matches) {
      prompt.blur(); // its keyboard would cover the answer
    }
    byId('send').hidden = true;
    byId('stop').hidden = false;
    try {
      const { answer, refusal } = await chat.ask(text);
      const unsure = answer.mostUnsure();
      if (!narrow.matches && !inspector.shown && unsure >= 0) {
        answer.open(unsure); // something to look at before anybody knows that tokens can be opened
      }
      if (refusal) {
        prompt.value = text;
        grow();
      }
      if (refusal?.status === 401) {
        await askForKey(api, 'The server did not accept the key.');
      }
    } finally {
      byId('stop').hidden = true;
      byId('send').hidden = false;
    }
  };
  byId('ask').addEventListener('submit', event => {
    event.preventDefault();
    ask();
  });
  byId('stop').addEventListener('click', () => {
    chat.stop();
    prompt.focus();
  });
  prompt.addEventListener('input', grow);
  prompt.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      ask();
    } else if (event.key === 'Escape') {
      chat.stop();
    }
  });
  byId('clear').addEventListener('click', () => {
    chat.clear();
    inspector.clear();
    prompt.focus();
  });
  byId('examples').append(...EXAMPLES.map(text => {
    const button = el('button', { type: 'button', textContent: text });
    button.addEventListener('click', () => {
      prompt.value = text;
      grow();
      prompt.focus();
    });
    return button;
  }));
}

async function start() {
  wireTheme();
  const api = new Api();
  byId('key-cancel').addEventListener('click', () => byId('key-dialog').close('cancel'));
  byId('ask-key').addEventListener('click', () => askForKey(api, ''));
  const model = await loadedModel(api);
  byId('model').textContent = `${model.id} · trained for ${model.muninn.mean_recurrence} recurrences, here up to ${model.muninn.max_recurrences}`;
  const inspector = new Inspector();
  const side = new Side(new Live(api));
  const settings = new Settings(model);
  const chat = new Chat(api, settings, (answer, index) => {
    inspector.show(answer, index);
    side.open(byId('tab-token'));
  });
  wireForm(api, chat, inspector);
  document.documentElement.dataset.ready = 'true';
  if (!narrow.matches) {
    byId('prompt').focus();
  }
}

start().catch(e => {
  byId('model').textContent = e.message;
  byId('model').classList.add('trouble');
});
