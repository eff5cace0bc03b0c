// The modeler: bpmn-js with our namespace, our shapes and our panel; every change is kept and checked by the engine.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import '../studio/modeler.css';
import Modeler from 'bpmn-js/lib/Modeler';
import AlignElements from 'bpmn-js/lib/features/align-elements';
import DistributeElements from 'bpmn-js/lib/features/distribute-elements';
import minimap from 'diagram-js-minimap';
import { data } from '../diagram/data.js';
import { node } from '../studio/controls.js';
import { all } from '../studio/extensions.js';
import { checker } from '../studio/feel/check.js';
import { panel } from '../studio/panel.js';
import { picture } from '../studio/picture.js';
import { remarks } from '../studio/remarks.js';
import { download, saving } from '../studio/saving.js';
import shapes from '../studio/shapes.js';
import tb from '../studio/tb.json';
import { translator } from '../studio/translate.js';

const PALETTE = 118;
const given = data('modeler-data');
const { says } = given;
const container = document.getElementById('canvas');
const missing = new Set();
const token = document.getElementById('modeler-form');
const help = document.getElementById('keys');
given.ask = checker(given.feel.check, token);

// These two carry their icons with styles of their own, which the content security policy does not let in.
class StrictModeler extends Modeler {}
StrictModeler.prototype._modelingModules = Modeler.prototype._modelingModules.filter((one) => one !== AlignElements && one !== DistributeElements);

const modeler = new StrictModeler({
  container,
  moddleExtensions: { tb },
  additionalModules: [translator(given.language, missing), shapes, minimap],
});
const get = (name) => modeler.get(name);

function fit() {
  const canvas = get('canvas');
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - PALETTE - 50) / inner.width, (outer.height - 60) / inner.height);
  canvas.viewbox({ x: inner.x - (PALETTE + 15) / scale, y: inner.y - 30 / scale, width: outer.width / scale, height: outer.height / scale });
}

function select(id) {
  const element = get('elementRegistry').get(id);
  if (!element) return;
  document.querySelector('.studio-modeler').scrollIntoView({ block: 'nearest' });
  const root = get('canvas').getRootElement();
  if (element === root) get('selection').select([]);
  else {
    get('selection').select(element);
    get('canvas').scrollToElement(element, { top: 60, bottom: 60, left: 130, right: 60 });
  }
  document.getElementById('panel').focus({ preventScroll: true });
}

let marked = [];
function tell(problems) {
  const canvas = get('canvas');
  const registry = get('elementRegistry');
  for (const [id, mark] of marked) if (registry.get(id)) canvas.removeMarker(id, mark);
  marked = [];
  const rows = problems.map((one) => {
    const here = one.file === 'flow.bpmn';
    if (here && one.element && registry.get(one.element) && registry.get(one.element) !== canvas.getRootElement()) {
      marked.push([one.element, one.severity === 'error' ? 'tb-wrong' : 'tb-doubt']);
    }
    const bad = one.severity === 'error';
    const mark = node('span', { class: `tag tag-${bad ? 'bad' : 'warn'}` }, bad ? says.error : says.warning);
    const where = here
      ? node('button', { type: 'button', class: 'studio-find', onclick: () => select(one.element) }, one.message)
      : node('a', { href: one.editor }, `${one.file}：${one.message}`);
    return node('li', { class: 'studio-problem' }, mark, node('span', {}, where, one.element ? ' ' : '', one.element ? node('span', { class: 'mono muted' }, one.element) : ''));
  });
  for (const [id, mark] of marked) canvas.addMarker(id, mark);
  const place = document.getElementById('found');
  place.replaceChildren(rows.length ? node('ul', { class: 'plain' }, ...rows) : node('p', { class: 'muted' }, says.noProblems));
  const count = document.getElementById('found-count');
  count.textContent = problems.length || '';
  count.hidden = !problems.length;
}

const named = (bo) => (given.language === 'en' && all(bo, 'Label').find((one) => (one.lang || 'en') === 'en')?.name) || bo.name || bo.id;

// The same steps as text: for those who do not see the picture, and for a quick way to each.
function list() {
  const nodes = get('elementRegistry').filter((one) => !one.labelTarget && one.businessObject?.$instanceOf?.('bpmn:FlowNode'));
  const rows = nodes
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map((one) =>
      node('li', {}, node('button', { type: 'button', class: 'studio-find', onclick: () => select(one.id) }, named(one.businessObject)), ' ',
        node('span', { class: 'muted' }, given.types[one.businessObject.$type] || one.businessObject.$type.replace('bpmn:', ''))));
  document.getElementById('steps').replaceChildren(...rows);
}

const xml = async () => (await modeler.saveXML({ format: true })).xml;
const acts = {
  undo: () => get('commandStack').undo(),
  redo: () => get('commandStack').redo(),
  // A click anywhere closes the search, also the one that opens it.
  find: () => setTimeout(() => get('searchPad').toggle()),
  in: () => get('zoomScroll').stepZoom(1),
  out: () => get('zoomScroll').stepZoom(-1),
  fit,
  help: () => help.showModal(),
  bpmn: async () => download('flow.bpmn', 'application/xml', await xml()),
  svg: async () => download('flow.svg', 'image/svg+xml', (await modeler.saveSVG()).svg),
  png: async () => {
    const drawn = await picture((await modeler.saveSVG()).svg);
    if (drawn) download('flow.png', 'image/png', drawn);
    else document.getElementById('state').textContent = says.noPicture;
  },
};

async function start() {
  const beside = panel(modeler, document.getElementById('panel'), given);
  try {
    await modeler.importXML(given.xml);
  } catch {
    container.replaceChildren(node('p', { class: 'notice notice-warn' }, says.unreadable));
    tell(given.problems);
    return;
  }
  fit();
  tell(given.problems);
  list();
  beside.show(get('canvas').getRootElement());
  const state = document.getElementById('state');
  const clash = document.getElementById('clash');
  const changed = saving({ address: given.save, revision: given.revision, says, state, clash, xml, problems: tell });
  modeler.on('commandStack.changed', () => {
    changed();
    list();
  });
  for (const button of document.querySelectorAll('[data-do]')) button.addEventListener('click', () => acts[button.dataset.do]());
  remarks(modeler, given, token, select);
  const out = document.querySelector('.studio-out');
  const closed = (event) => {
    if (!out.open || (event.type === 'keydown' ? event.key !== 'Escape' : out.contains(event.target) && !event.target.dataset.do)) return;
    out.open = false;
    if (event.type === 'keydown') out.querySelector('summary').focus();
  };
  document.addEventListener('click', closed);
  document.addEventListener('keydown', closed);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.target.closest('input, textarea, select, [contenteditable="true"]')) return;
    event.preventDefault();
    if (!help.open) help.showModal();
  });
  if (given.element) select(given.element);
  container.dataset.untranslated = [...missing].join('|');
  modeler.on(['selection.changed', 'popupMenu.open', 'contextPad.open'], () => {
    container.dataset.untranslated = [...missing].join('|');
  });
  container.dataset.shown = '1';
}

start();
