// The panel at the side, or above everything on a narrow screen.

const byId = id => document.getElementById(id);

export const narrow = matchMedia('(max-width: 1023px)');

export class Side {
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
