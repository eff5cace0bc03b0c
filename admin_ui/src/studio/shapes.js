// Which shapes an analyst is offered: the ones approvals are drawn with; an imported diagram keeps whatever it has.
const LESS = /transaction|ad-?hoc|compensation|cancel|link|escalation|manual|complex|conditional|signal|collapsed|data|group|send-task|script/;

function Palette(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate) {
  const shape = (group, className, title, options) => {
    const begin = (event) => create.start(event, elementFactory.createShape(options));
    return { group, className, title: translate(title), action: { dragstart: begin, click: begin } };
  };
  const tool = (className, title, act) => ({ group: 'tools', className, title: translate(title), action: { click: act } });
  const timer = { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: 'bpmn:TimerEventDefinition' };
  this.getPaletteEntries = () => ({
    'hand-tool': tool('bpmn-icon-hand-tool', 'Activate hand tool', (event) => handTool.activateHand(event)),
    'lasso-tool': tool('bpmn-icon-lasso-tool', 'Activate lasso tool', (event) => lassoTool.activateSelection(event)),
    'space-tool': tool('bpmn-icon-space-tool', 'Activate create/remove space tool', (event) => spaceTool.activateSelection(event)),
    'connect-tool': tool('bpmn-icon-connection-multi', 'Activate global connect tool', (event) => globalConnect.start(event)),
    'tool-separator': { group: 'tools', separator: true },
    'create.start': shape('event', 'bpmn-icon-start-event-none', 'Start event', { type: 'bpmn:StartEvent' }),
    'create.user-task': shape('work', 'bpmn-icon-user-task', 'User task', { type: 'bpmn:UserTask' }),
    'create.rule-task': shape('work', 'bpmn-icon-business-rule-task', 'Business rule task', { type: 'bpmn:BusinessRuleTask' }),
    'create.receive-task': shape('work', 'bpmn-icon-receive-task', 'Receive task', { type: 'bpmn:ReceiveTask' }),
    'create.service-task': shape('work', 'bpmn-icon-service-task', 'Service task', { type: 'bpmn:ServiceTask' }),
    'create.exclusive': shape('gateway', 'bpmn-icon-gateway-xor', 'Exclusive gateway', { type: 'bpmn:ExclusiveGateway' }),
    'create.parallel': shape('gateway', 'bpmn-icon-gateway-parallel', 'Parallel gateway', { type: 'bpmn:ParallelGateway' }),
    'create.inclusive': shape('gateway', 'bpmn-icon-gateway-or', 'Inclusive gateway', { type: 'bpmn:InclusiveGateway' }),
    'create.milestone': shape('event', 'bpmn-icon-intermediate-event-none', 'Milestone event', { type: 'bpmn:IntermediateThrowEvent' }),
    'create.timer': shape('event', 'bpmn-icon-intermediate-event-catch-timer', 'Timer intermediate catch event', timer),
    'create.end': shape('event', 'bpmn-icon-end-event-none', 'End event', { type: 'bpmn:EndEvent' }),
  });
  palette.registerProvider(this);
}
Palette.$inject = ['palette', 'create', 'elementFactory', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect', 'translate'];

function Fewer(popupMenu, contextPad, autoPlace, elementFactory, translate) {
  const without = (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => !LESS.test(id)));
  popupMenu.registerProvider('bpmn-replace', 500, { getPopupMenuEntries: () => without });
  const append = (element) => (event) => autoPlace.append(element, elementFactory.createShape({ type: 'bpmn:UserTask' }), event);
  contextPad.registerProvider(500, {
    getContextPadEntries: (element) => (entries) => {
      const { 'append.append-task': task, ...rest } = entries;
      if (!task) return entries;
      const act = append(element);
      return { ...rest, 'append.append-task': { ...task, className: 'bpmn-icon-user-task', title: translate('Append user task'), action: { click: act, dragstart: act } } };
    },
  });
}
Fewer.$inject = ['popupMenu', 'contextPad', 'autoPlace', 'elementFactory', 'translate'];

export default { __init__: ['paletteProvider', 'fewerShapes'], paletteProvider: ['type', Palette], fewerShapes: ['type', Fewer] };
