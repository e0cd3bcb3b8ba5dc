// The dialog that asks for the API's key.

const byId = id => document.getElementById(id);

export function wireKey(api) {
  byId('key-cancel').addEventListener('click', () => byId('key-dialog').close('cancel'));
  byId('ask-key').addEventListener('click', () => askForKey(api, ''));
}

/** Resolves when the dialog is closed. */
export function askForKey(api, why) {
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
