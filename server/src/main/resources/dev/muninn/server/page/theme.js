// Runs before anything is drawn, so that a chosen theme does not flash in later. The button is main.js's.
(() => {
  'use strict';
  const chosen = localStorage.getItem('muninn-theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
