// What is kept in this browser: conversations and settings, in IndexedDB. Where there is none, nothing is kept and all else works.

const NAME = 'muninn';
const VERSION = 1;

export class Store {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** The browser's, or one that keeps nothing if the browser allows none. */
  static async open() {
    try {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('conversations', { keyPath: 'id' });
        request.result.createObjectStore('settings');
      };
      return new Store(await done(request));
    } catch {
      return new Store(null);
    }
  }

  get keeps() {
    return this.#database !== null;
  }

  /** All conversations, the newest first. */
  async conversations() {
    const all = await this.#do('conversations', 'readonly', store => store.getAll());
    return (all ?? []).sort((a, b) => b.changed - a.changed);
  }

  keep(conversation) {
    return this.#do('conversations', 'readwrite', store => store.put(conversation));
  }

  remove(id) {
    return this.#do('conversations', 'readwrite', store => store.delete(id));
  }

  settings() {
    return this.#do('settings', 'readonly', store => store.get('page'));
  }

  keepSettings(values) {
    return this.#do('settings', 'readwrite', store => store.put(values, 'page'));
  }

  async #do(name, mode, action) {
    return this.#database === null ? undefined : done(action(this.#database.transaction(name, mode).objectStore(name)));
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('Another tab holds an older store.'));
  });
}
