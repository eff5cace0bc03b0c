// The form editor: form-js as drawing board, our panel beside it, and below what people will really see.
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor-base.css';
import '@bpmn-io/form-js-editor/dist/assets/dragula.css';
import '../studio/form/form.css';
import { data } from '../diagram/data.js';
import { node } from '../studio/controls.js';
import { checker } from '../studio/feel/check.js';
import { found } from '../studio/found.js';
import { board } from '../studio/form/editor.js';
import { outline, toPanel } from '../studio/form/outline.js';
import { panel } from '../studio/form/panel.js';
import { preview } from '../studio/form/preview.js';
import { saving } from '../studio/saving.js';

const given = data('form-data');
const { says } = given;
const container = document.getElementById('canvas');
const token = document.getElementById('modeler-form');
given.ask = checker(given.feel.check, token);
let fields = given.feel.fields;

const editor = board(container, given);
const schema = () => `${JSON.stringify(editor.getSchema(), null, 2)}\n`;

// By the name the check gives a field: its path of keys, or its id where it holds no value.
function select(name) {
  const all = editor.get('formFieldRegistry').getAll();
  const last = name.replace(/\[\d+\]/g, '').split('.').pop();
  const one = all.find((field) => field.id === name || field.key === name) || all.find((field) => (field.key || field.path) === last);
  if (!one) return;
  editor.get('selection').set(one);
  toPanel();
}

async function start() {
  const tell = found({ says, path: given.path, select });
  tell(given.problems);
  try {
    await editor.importSchema(JSON.parse(given.form));
  } catch {
    container.replaceChildren(node('p', { class: 'notice notice-warn' }, says.unreadable));
    return;
  }
  const beside = panel(editor, document.getElementById('panel'), given, () => fields);
  const list = outline(editor, document.getElementById('steps'), given);
  const redraw = preview(given, token, schema);
  const changed = saving({
    address: given.save,
    revision: given.revision,
    says,
    state: document.getElementById('state'),
    clash: document.getElementById('clash'),
    xml: async () => schema(),
    as: { field: 'form', name: given.name, type: 'application/json' },
    problems(problems, answer) {
      tell(problems);
      fields = answer.fields;
    },
  });
  editor.on('commandStack.changed', () => {
    changed();
    list();
    redraw();
  });
  const acts = { undo: () => editor.get('commandStack').undo(), redo: () => editor.get('commandStack').redo() };
  for (const one of document.querySelectorAll('[data-do]')) one.addEventListener('click', () => acts[one.dataset.do]());
  list();
  beside.show(null);
  if (given.element) select(given.element);
  container.dataset.shown = '1';
}

start();
