// The table editor: dmn-js with our panel; values are tried on the engine with the tables as they are on the page.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import '../studio/rules/rules.css';
import { data } from '../diagram/data.js';
import { node } from '../studio/controls.js';
import { checker } from '../studio/feel/check.js';
import { found } from '../studio/found.js';
import { editorOf, translator } from '../studio/rules/editor.js';
import { panel } from '../studio/rules/panel.js';
import { trying } from '../studio/rules/trying.js';
import { saving } from '../studio/saving.js';

const given = data('rules-data');
const { says } = given;
const container = document.getElementById('canvas');
const token = document.getElementById('modeler-form');
const missing = new Set();
given.ask = checker(given.feel.check, token);

const spoken = { additionalModules: [translator(given.language, missing)] };
const several = (given.xml.match(/<(\w+:)?decision[\s>]/g) || []).length > 1;
let editor;
const xml = async () => (await editor.saveXML({ format: true })).xml;
const SHOWN = ['decisionTable', 'literalExpression', 'drd'];
const tables = () => editor.getViews().filter((one) => SHOWN.includes(one.type) && one.type !== 'drd');
const openable = () => editor.getViews().filter((one) => SHOWN.includes(one.type));

function views() {
  const active = editor.getActiveView();
  document.getElementById('views').replaceChildren(...openable().map((one) =>
    node('button', { type: 'button', class: 'studio-find', 'aria-current': one === active || one.element === active?.element ? 'page' : null, onclick: () => editor.open(one) }, one.type === 'drd' ? says.drd : one.element.name || one.element.id)));
}

async function start() {
  const Drd = several ? (await import('../studio/rules/drd.js')).default : null;
  editor = editorOf(Drd, { container, decisionTable: spoken, literalExpression: spoken, drd: spoken });
  const beside = panel(document.getElementById('panel'), given, (act) => setTimeout(act));
  const show = () => {
    views();
    beside.show(editor.getActiveViewer(), editor.getActiveView(), tables(), (one) => editor.open(one));
    if (editor.getActiveView()?.type === 'drd') editor.getActiveViewer().get('canvas').zoom('fit-viewport', 'auto');
    container.dataset.untranslated = [...missing].join('|');
  };
  const select = (id) => {
    const view = openable().find((one) => one.element.id === id);
    if (view) editor.open(view);
    container.querySelector(`[data-row-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
    document.getElementById('panel').focus({ preventScroll: true });
  };
  const tell = found({ says, path: given.path, select });
  tell(given.problems);
  trying(given, token, xml, container);
  let changed = () => {};
  const listening = new WeakSet();
  editor.on('views.changed', () => {
    const viewer = editor.getActiveViewer();
    if (viewer && !listening.has(viewer)) {
      listening.add(viewer);
      viewer.on('commandStack.changed', ({ trigger }) => {
        if (trigger === 'clear') return;
        changed();
        show();
      });
    }
    show();
  });
  try {
    await editor.importXML(given.xml);
    if (!tables().length) throw new Error('nothing to show');
  } catch {
    container.replaceChildren(node('p', { class: 'notice notice-warn' }, says.unreadable));
    container.dataset.shown = '1';
    return;
  }
  changed = saving({
    address: given.save,
    revision: given.revision,
    says,
    state: document.getElementById('state'),
    clash: document.getElementById('clash'),
    xml,
    as: { field: 'rules', name: given.name, type: 'application/xml' },
    problems: tell,
  });
  const stack = () => editor.getActiveViewer().get('commandStack', false);
  const acts = { undo: () => stack()?.undo(), redo: () => stack()?.redo() };
  for (const one of document.querySelectorAll('[data-do]')) one.addEventListener('click', () => acts[one.dataset.do]());
  show();
  if (given.element) select(given.element);
  container.dataset.shown = '1';
}

start();
