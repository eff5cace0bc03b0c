// Remarks on elements of the diagram: a mark on each element that has open ones, and what was said of the selected one.
import { button, node } from './controls.js';

export function remarks(modeler, given, token, select) {
  const { says } = given;
  const place = document.getElementById('remarks');
  const registry = modeler.get('elementRegistry');
  const overlays = modeler.get('overlays');
  let all = given.comments;
  let shown = null;

  const nameOf = (id) => {
    const bo = registry.get(id)?.businessObject;
    return bo ? bo.name || bo.id : id;
  };
  const open = () => all.filter((one) => !one.resolved_at);

  function marks() {
    overlays.remove({ type: 'remarks' });
    const counts = new Map();
    for (const one of open()) counts.set(one.element, (counts.get(one.element) || 0) + 1);
    for (const [id, count] of counts) {
      const element = registry.get(id);
      if (!element || element === modeler.get('canvas').getRootElement()) continue;
      const mark = node('button', { type: 'button', class: 'tb-remarks', title: says.remarks, 'aria-label': `${says.remarks}：${nameOf(id)} ${count}`, onclick: () => select(id) }, String(count));
      const at = element.waypoints ? { top: -10, left: 0 } : { top: -10, right: 10 };
      overlays.add(id, 'remarks', { position: at, html: mark });
    }
  }

  async function send(address, facts) {
    const body = new FormData(token);
    for (const [name, value] of Object.entries(facts)) body.set(name, value);
    const answer = await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' } }).catch(() => null);
    const found = answer && (answer.ok || answer.status === 422) ? await answer.json() : null;
    if (!found) return says.offline;
    all = found.comments;
    if (answer.ok) render();
    return Object.values(found.wrong)[0] || '';
  }

  const row = (one, named) =>
    node('li', { class: 'studio-remark' },
      node('p', {}, node('strong', {}, one.author_name), ' ', node('span', { class: 'muted' }, one.created_at), ' ',
        named && button('remark.find', nameOf(one.element), () => select(one.element), 'studio-find')),
      node('p', { class: 'studio-said' }, one.text),
      one.resolved_at
        ? node('p', {}, node('span', { class: 'tag tag-good' }, says.settled), ' ', node('span', { class: 'muted' }, `${one.resolved_by_name} ${one.resolved_at}`), ' ', button('remark.reopen', says.reopen, () => send(one.settle, { settled: '0' })))
        : button('remark.settle', says.settle, () => send(one.settle, { settled: '1' })));

  function render() {
    marks();
    const id = shown?.businessObject?.id || '';
    const here = all.filter((one) => one.element === id);
    const others = open().filter((one) => one.element !== id);
    const said = node('textarea', { name: 'remark.text', id: 'remark-text', rows: 2, maxlength: 2000 });
    const wrong = node('p', { class: 'wrong', role: 'alert' });
    const add = button('remark.add', says.addRemark, async () => {
      wrong.textContent = await send(given.remarks, { path: 'flow.bpmn', element: id, text: said.value });
    });
    place.replaceChildren(
      node('h3', {}, `${says.remarksOn}“${id ? nameOf(id) : '—'}”`),
      node('ul', { class: 'plain studio-remarks-here' }, ...here.map((one) => row(one, false))),
      node('label', { for: said.id, class: 'label' }, says.remark), said, wrong, add,
      others.length ? node('h3', {}, says.otherRemarks) : '',
      node('ul', { class: 'plain' }, ...others.map((one) => row(one, true))));
  }

  modeler.on('selection.changed', ({ newSelection }) => {
    if (newSelection.length > 1) return;
    shown = newSelection[0]?.labelTarget || newSelection[0] || modeler.get('canvas').getRootElement();
    render();
  });
  modeler.on('commandStack.changed', marks);
  shown = modeler.get('canvas').getRootElement();
  render();
}
