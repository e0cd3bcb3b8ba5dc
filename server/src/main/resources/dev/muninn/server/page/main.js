// Wires the page: what the models are, the conversation, the side panel, what is kept.
import { Api } from './api.js';
import { Chat } from './chat.js';
import { Form } from './form.js';
import { Inspector } from './inspector.js';
import { askForKey, wireKey } from './key.js';
import { Library } from './library.js';
import { Live } from './live.js';
import { Meter } from './meter.js';
import { Settings } from './settings.js';
import { Side, narrow } from './side.js';
import { Store } from './store.js';
import { el } from './text.js';
import { wireTheme } from './theme-button.js';

const byId = id => document.getElementById(id);

/** Waits for models that are still being loaded. */
async function loadedModels(api) {
  for (;;) {
    try {
      return (await api.get('v1/models')).data;
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

function describe(model) {
  byId('model').textContent = `${model.id} · trained for ${model.muninn.mean_recurrence} recurrences, here up to ${model.muninn.max_recurrences}`;
}

/** Chooses among models, where there are several. */
function wireModels(models, use) {
  const select = byId('models');
  select.replaceChildren(...models.map(model => el('option', { value: model.id, textContent: model.id })));
  select.parentElement.hidden = models.length < 2;
  select.addEventListener('change', () => use(models.find(model => model.id === select.value)));
}

/** The settings of last time, and every change from now on. */
async function keepSettings(store, settings) {
  const kept = await store.settings().catch(() => undefined);
  if (kept) {
    settings.restore(kept);
  }
  byId('ask').addEventListener('change', event => {
    if (event.target.id !== 'prompt') {
      store.keepSettings(settings.values()).catch(() => {});
    }
  });
}

async function start() {
  wireTheme();
  const api = new Api();
  wireKey(api);
  const models = await loadedModels(api);
  describe(models[0]);
  const inspector = new Inspector();
  const side = new Side(new Live(api));
  const settings = new Settings(models[0]);
  const store = await Store.open();
  await keepSettings(store, settings);
  const form = new Form(api, settings, inspector);
  const library = new Library(store, one => {
    chat.restore(one?.turns ?? [], one?.used ?? 0);
    inspector.clear();
    form.measure();
    byId('prompt').focus();
  });
  const chat = new Chat(api, settings, {
    open(answer, index) {
      inspector.show(answer, index);
      side.open(byId('tab-token'));
    },
    edit: text => form.put(text),
    again: text => form.ask(text),
    goOn: turn => form.run(() => chat.goOn(turn)),
    changed: () => library.keep(chat.kept(), chat.used, settings.model.id),
  });
  form.use(chat, new Meter(async () => {
    await chat.forget();
    form.measure();
  }));
  wireModels(models, model => {
    settings.use(model);
    describe(model);
    form.measure();
  });
  document.documentElement.dataset.ready = 'true';
  if (!narrow.matches) {
    byId('prompt').focus();
  }
}

start().catch(e => {
  byId('model').textContent = e.message;
  byId('model').classList.add('trouble');
});
