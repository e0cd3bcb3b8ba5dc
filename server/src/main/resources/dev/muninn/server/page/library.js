// The conversations that are kept in this browser: which one is shown, and the dialog that lists, renames, exports, imports and deletes.
import { count, el } from './text.js';

const TITLE = 60;
const FORMAT = 'muninn-conversations';

const byId = id => document.getElementById(id);

export class Library {
  #store;
  #show;
  #current = null;
  #dialog = byId('chats-dialog');
  #list = byId('chats');
  #note = byId('chats-note');

  /** @param show shows a conversation, or an empty one for null */
  constructor(store, show) {
    this.#store = store;
    this.#show = show;
    byId('show-chats').addEventListener('click', () => this.#open());
    byId('chats-close').addEventListener('click', () => this.#dialog.close());
    byId('export-all').addEventListener('click', async () => save(await store.conversations(), 'muninn-conversations.json'));
    byId('import').addEventListener('click', () => byId('import-file').click());
    byId('import-file').addEventListener('change', event => this.#import(event.target));
    byId('clear').addEventListener('click', () => this.begin());
  }

  /** A new conversation. */
  begin() {
    this.#current = null;
    this.#show(null);
  }

  /** Keeps what the shown conversation has become. */
  async keep(turns, used, model) {
    if (turns.length === 0) {
      return;
    }
    const now = Date.now();
    const title = turns[0].question.replaceAll(/\s+/g, ' ').slice(0, TITLE);
    this.#current = { id: crypto.getRandomValues(new Uint32Array(4)).join('-'), title, created: now, ...this.#current, changed: now, model, used, turns };
    await this.#store.keep(this.#current).catch(e => this.#say(`It could not be kept: ${e.message}`));
  }

  async #open() {
    this.#say(this.#store.keeps ? '' : 'This browser keeps nothing for this page, so conversations are gone when it is closed.');
    await this.#draw();
    this.#dialog.showModal();
  }

  #say(text) {
    this.#note.textContent = text;
  }

  async #draw() {
    const all = await this.#store.conversations();
    this.#list.replaceChildren(...all.map(one => this.#row(one)));
    byId('export-all').disabled = all.length === 0;
    if (all.length === 0 && this.#note.textContent === '') {
      this.#say('None yet. What you ask is kept in this browser, and nowhere else.');
    }
  }

  #row(one) {
    const button = (name, className, action) => {
      const element = el('button', { type: 'button', className: `quiet small ${className}`, textContent: name });
      element.setAttribute('aria-label', `${name}: ${one.title}`);
      element.addEventListener('click', action);
      return element;
    };
    const open = el('button', { type: 'button', className: 'chat-title' },
      el('span', { textContent: one.title }),
      el('small', { textContent: `${count(one.turns.length, 'turn')} · ${new Date(one.changed).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}` }));
    open.addEventListener('click', () => {
      this.#current = one;
      this.#show(one);
      this.#dialog.close();
    });
    const row = el('li', { className: one.id === this.#current?.id ? 'current' : '' }, open,
      button('Rename', 'rename', () => this.#rename(one, row)),
      button('Export', 'export', () => save([one], `${one.title.replaceAll(/[^\w-]+/g, '-').slice(0, 40)}.json`)),
      button('Delete', 'delete', event => this.#delete(one, event.currentTarget)));
    return row;
  }

  #rename(one, row) {
    const field = el('input', { type: 'text', value: one.title, maxLength: 200, attrs: { 'aria-label': `New name of: ${one.title}` } });
    let done = false;
    const end = async keep => {
      if (done) {
        return;
      }
      done = true;
      if (keep && field.value.trim() !== '') {
        one.title = field.value.trim();
        await this.#store.keep(one);
        this.#current = one.id === this.#current?.id ? { ...this.#current, title: one.title } : this.#current;
      }
      await this.#draw();
    };
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === 'Escape') {
        event.preventDefault();
        end(event.key === 'Enter');
      }
    });
    field.addEventListener('blur', () => end(true));
    row.querySelector('.chat-title').replaceWith(field);
    field.focus();
    field.select();
  }

  /** The first press asks, the second does it. */
  async #delete(one, button) {
    if (!button.classList.contains('sure')) {
      button.classList.add('sure');
      button.textContent = 'Really?';
      button.setAttribute('aria-label', `Really? Delete: ${one.title}`);
      return;
    }
    await this.#store.remove(one.id);
    if (one.id === this.#current?.id) {
      this.begin();
    }
    await this.#draw();
  }

  async #import(input) {
    const [file] = input.files;
    input.value = '';
    try {
      const found = JSON.parse(await file.text());
      if (found.format !== FORMAT || !Array.isArray(found.conversations) || !found.conversations.every(sound)) {
        throw new Error('it is not a file that this page exported');
      }
      for (const one of found.conversations) {
        await this.#store.keep(one);
      }
      this.#say(`${count(found.conversations.length, 'conversation')} imported from ${file.name}.`);
    } catch (e) {
      this.#say(`${file.name} cannot be imported: ${e.message}.`);
    }
    await this.#draw();
  }
}

/** Whether a conversation from a file has the form that is written here. */
function sound(one) {
  const token = t => typeof t?.text === 'string' && typeof t.recurrences === 'number';
  const answer = a => Array.isArray(a?.tokens) && a.tokens.every(token) && typeof a.depth?.limit === 'number';
  const turn = t => typeof t?.question === 'string' && Array.isArray(t.answers) && t.answers.length > 0 && t.answers.every(answer);
  return typeof one?.id === 'string' && typeof one.title === 'string' && typeof one.changed === 'number'
    && Array.isArray(one.turns) && one.turns.every(turn);
}

function save(conversations, name) {
  const address = URL.createObjectURL(new Blob([JSON.stringify({ format: FORMAT, version: 1, conversations })], { type: 'application/json' }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
