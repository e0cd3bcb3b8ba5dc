// The button that chooses a theme; theme.js applies it before anything is drawn.
import { el } from './text.js';

const byId = id => document.getElementById(id);

export function wireTheme() {
  const button = byId('theme');
  const names = { auto: 'as the system has it', light: 'light', dark: 'dark' };
  const root = document.documentElement;
  const show = () => {
    const theme = root.dataset.theme ?? 'auto';
    const name = `${theme[0].toUpperCase()}${theme.slice(1)}`;
    button.replaceChildren(el('span', { textContent: '◐ ', attrs: { 'aria-hidden': 'true' } }), name);
    button.setAttribute('aria-label', `${name} theme: ${names[theme]}`);
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
