// What the standard itself has and analysts fill in: conditions of flows, times of timers, names of messages.
import { group, text, tick } from './controls.js';
import { feelField } from './feel/field.js';

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

export function conditionOf({ element, bo, modeler, says, feel, registry }) {
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
  // What an outcome may be is drawn in the same diagram.
  const fields = feel.fields.map((one) => (one.name === 'outcome' ? { ...one, options: outcomes(registry) } : one));
  return group(
    says.condition,
    tick('default', says.isDefault, isDefault, (on) => modeling.updateProperties(source, { default: on ? bo : undefined })),
    !isDefault && feelField('condition', says.feel, bo.conditionExpression?.body, set, { ...feel, fields }, { hint: says.expressionHint }),
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
