// The panel beside a table: its name, how rows hit, and every column with what it asks; fields are offered by name.
import { button, group, node, select, text } from '../controls.js';
import { feelField } from '../feel/field.js';

const NAME = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;
const TYPE_OF = { number: 'number', yesno: 'boolean', date: 'date' };

export function panel(place, given, schedule) {
  const { says, types, policies } = given;
  const feel = { ...given.feel, says, check: given.ask };
  const pairs = Object.entries(types);

  const inputColumn = (viewer, column, index, last) => {
    const modeling = viewer.get('modeling');
    const input = column.businessObject;
    const expression = input.inputExpression;
    const name = `input.${index}`;
    const pick = (field) => {
      const chosen = given.feel.fields.find((one) => one.name === field);
      if (!chosen) return;
      modeling.editInputExpression(expression, { text: chosen.name, typeRef: TYPE_OF[chosen.kind] || 'string' });
      modeling.updateProperties(input, { label: chosen.label });
    };
    const offered = given.feel.fields.map((one) => [one.name, one.label === one.name ? one.name : `${one.label} · ${one.name}`]);
    return node('div', { class: 'entry' },
      text(`${name}.label`, says.inputLabel, input.label, (label) => modeling.updateProperties(input, { label: label || undefined })),
      select(`${name}.field`, says.pickField, offered.some(([code]) => code === expression?.text) ? expression.text : '', offered, pick, { empty: says.none }),
      feelField(`${name}.text`, says.inputFeel, expression?.text, (value) => modeling.editInputExpression(expression, { text: value }), feel, { builder: false, required: false }),
      select(`${name}.type`, says.type, expression?.typeRef, pairs, (typeRef) => modeling.editInputExpressionTypeRef(expression, typeRef)),
      text(`${name}.values`, says.allowed, input.inputValues?.text, (value) => modeling.editAllowedValues(input, value ? value.split(',').map((one) => one.trim()) : null)),
      !last && button(`${name}.remove`, says.removeColumn, () => modeling.removeCol(column)));
  };

  const outputColumn = (viewer, column, index, last) => {
    const modeling = viewer.get('modeling');
    const output = column.businessObject;
    const name = `output.${index}`;
    return node('div', { class: 'entry' },
      text(`${name}.label`, says.inputLabel, output.label, (label) => modeling.updateProperties(output, { label: label || undefined })),
      text(`${name}.name`, says.outputName, output.name, (value) => NAME.test(value) && modeling.editOutputName(output, value)),
      select(`${name}.type`, says.type, output.typeRef, pairs, (typeRef) => modeling.editOutputTypeRef(output, typeRef)),
      !last && button(`${name}.remove`, says.removeColumn, () => modeling.removeCol(column)));
  };

  const table = (viewer) => {
    const sheet = viewer.get('sheet').getRoot();
    const modeling = viewer.get('modeling');
    const actions = viewer.get('editorActions');
    const logic = sheet.businessObject;
    const inputs = sheet.cols.filter((one) => one.businessObject.$type === 'dmn:InputClause');
    const outputs = sheet.cols.filter((one) => one.businessObject.$type === 'dmn:OutputClause');
    const hit = [logic.hitPolicy, logic.aggregation].filter(Boolean).join(' ');
    const setHit = (value) => {
      const [, policy, aggregation] = value.match(/^(COLLECT) (\w+)$/) || [null, value, undefined];
      modeling.editHitPolicy(policy, aggregation);
    };
    return [
      group(says.decision,
        text('name', says.decisionName, logic.$parent.name, (name) => name && modeling.editDecisionTableName(name)),
        select('hitPolicy', says.hitPolicy, hit, Object.entries(policies), setHit),
        node('p', { class: 'hint' }, says.cells),
        button('addRule', says.addRule, () => actions.trigger('addRule'))),
      group(says.inputs, ...inputs.map((one, index) => inputColumn(viewer, one, index, inputs.length === 1)), button('addInput', says.addInput, () => actions.trigger('addInput'))),
      group(says.outputs, ...outputs.map((one, index) => outputColumn(viewer, one, index, outputs.length === 1)), button('addOutput', says.addOutput, () => actions.trigger('addOutput'))),
    ];
  };

  const needed = (element) => [
    ...(element.informationRequirement || []).map((one) => one.requiredDecision || one.requiredInput),
    ...(element.knowledgeRequirement || []).map((one) => one.requiredKnowledge),
  ].filter(Boolean).map((one) => one.href.replace('#', ''));

  // How the decisions of a file need each other, in words, and the way into each.
  const drd = (views, open) => {
    const all = views[0].element.$parent.drgElement.filter((one) => one.$type !== 'dmn:InputData');
    const names = Object.fromEntries(views[0].element.$parent.drgElement.map((one) => [one.id, one.name || one.id]));
    const way = (one) => {
      const view = views.find(({ element }) => element === one);
      return view
        ? button(`open.${one.id}`, names[one.id], () => open(view))
        : node('p', {}, node('strong', {}, names[one.id]), ' ', node('span', { class: 'hint' }, says.asText));
    };
    return [
      group(says.decisions, ...all.map((one) => node('div', { class: 'entry' }, way(one),
        needed(one).length > 0 && node('p', { class: 'hint' }, `${says.needs} ${needed(one).map((id) => names[id] || id).join('、')}`)))),
      node('p', { class: 'hint' }, says.drdText),
    ];
  };

  function render(viewer, view, views, open) {
    const focus = place.contains(document.activeElement) ? document.activeElement.name : null;
    const scroll = place.scrollTop;
    const parts = view?.type === 'decisionTable' ? table(viewer) : view?.type === 'drd' ? drd(views, open) : [];
    place.replaceChildren(node('h2', {}, view?.type === 'drd' ? says.drd : view?.element?.name || says.decision), ...parts);
    place.scrollTop = scroll;
    if (focus) place.querySelector(`[name="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }
  return { show: (...shown) => schedule(() => render(...shown)) };
}
