// What the standard itself has and analysts fill in: conditions of flows, times of timers, names of messages.
import { button, group, node, select, text, tick, two } from './controls.js';

const literal = (value) => (/^(-?\d+(\.\d+)?|true|false|null|".*")$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`);
const WAYS = {
  '=': (field, value) => `= ${field} = ${literal(value)}`,
  '!=': (field, value) => `= ${field} != ${literal(value)}`,
  '>': (field, value) => `= ${field} > ${literal(value)}`,
  '<': (field, value) => `= ${field} < ${literal(value)}`,
  in: (field, value) => `= list contains(${field}, ${literal(value)})`,
};

// Every outcome drawn so far, to choose from when a condition compares `outcome`.
const outcomes = (registry) => {
  const found = new Map();
  for (const element of registry.getAll()) {
    for (const one of element.businessObject?.get?.('extensionElements')?.get('values') || []) {
      if (one.$type === 'tb:Outcome' && one.id) found.set(one.id, one.name);
    }
  }
  return [...found];
};

export function conditionOf({ element, bo, modeler, says, choices, registry }) {
  const modeling = modeler.get('modeling');
  const moddle = modeler.get('moddle');
  const source = element.source;
  if (!source || bo.sourceRef?.default === undefined && !['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:ComplexGateway'].includes(bo.sourceRef?.$type) && !bo.conditionExpression) return null;
  const set = (body) => {
    const conditionExpression = body ? moddle.create('bpmn:FormalExpression', { body }) : undefined;
    if (conditionExpression) conditionExpression.$parent = bo;
    modeling.updateProperties(element, { conditionExpression });
  };
  const isDefault = bo.sourceRef.default === bo;
  const picked = { field: 'outcome', way: '=', value: '' };
  const list = node('datalist', { id: 'panel-values' }, ...outcomes(registry).map(([id, name]) => node('option', { value: id }, name)));
  const keep = (name) => (value) => {
    picked[name] = value;
  };
  return group(
    says.condition,
    tick('default', says.isDefault, isDefault, (on) => modeling.updateProperties(source, { default: on ? bo : undefined })),
    !isDefault && text('condition', says.feel, bo.conditionExpression?.body, set, { long: true, hint: says.expressionHint }),
    !isDefault && node(
      'details',
      {},
      node('summary', {}, says.builder),
      select('builder.field', says.field, picked.field, choices.fields, keep('field')),
      two(
        select('builder.way', says.operator, '=', [['=', says.equals], ['!=', says.differs], ['>', says.above], ['<', says.below], ['in', says.contains]], keep('way')),
        text('builder.value', says.compareWith, '', keep('value'), { list: list.id }),
      ),
      list,
      button('builder.write', says.write, () => set(WAYS[picked.way](picked.field, picked.value))),
    ),
  );
}

const definition = (bo, type) => (bo.get('eventDefinitions') || []).find((one) => one.$type === type);

export function timerOf({ element, bo, modeler, says }) {
  const timer = bo.$instanceOf('bpmn:Event') && definition(bo, 'bpmn:TimerEventDefinition');
  if (!timer) return null;
  const kind = ['timeDate', 'timeCycle'].find((one) => timer[one]) || 'timeDuration';
  const set = (body) => {
    const made = body ? modeler.get('moddle').create('bpmn:FormalExpression', { body }) : undefined;
    if (made) made.$parent = timer;
    modeler.get('modeling').updateModdleProperties(element, timer, { [kind]: made });
  };
  return group(says.timer, text('timer', says.duration, timer[kind]?.body, set));
}

export function messageOf({ element, bo, modeler, says }) {
  const holder = bo.$type === 'bpmn:ReceiveTask' ? bo : bo.$instanceOf('bpmn:CatchEvent') && definition(bo, 'bpmn:MessageEventDefinition');
  if (!holder) return null;
  const definitions = modeler.getDefinitions();
  const set = (name) => {
    const known = definitions.rootElements.find((one) => one.$type === 'bpmn:Message' && one.name === name);
    let message = known;
    if (name && !known) {
      message = modeler.get('bpmnFactory').create('bpmn:Message', { name });
      message.$parent = definitions;
      modeler.get('modeling').updateModdleProperties(element, definitions, { rootElements: [...definitions.rootElements, message] });
    }
    modeler.get('modeling').updateModdleProperties(element, holder, { messageRef: name ? message : undefined });
  };
  return group(says.message, text('message', says.message, holder.messageRef?.name, set));
}
