// The panel beside the diagram: what the selected element is in our namespace, as a form.
import { all, first, writer } from './extensions.js';
import { button, group, node, select, text, tick, ticks, two } from './controls.js';
import { feelField } from './feel/field.js';
import { newForm } from './new_form.js';
import { conditionOf, messageOf, timerOf } from './standard.js';

const ID = /^[A-Za-z_][\w.-]*$/;
const TASK = 'bpmn:UserTask';

export function panel(modeler, place, given) {
  const { says, types, choices } = given;
  const feel = { ...given.feel, says, check: given.ask };
  const write = writer(modeler);
  const { modeling, moddle } = write;
  const registry = modeler.get('elementRegistry');
  let shown = null;

  const base = (element, bo) => {
    const english = all(bo, 'Label').find((one) => (one.lang || 'en') === 'en');
    const rename = (name) => modeling.updateProperties(element, { name: name || undefined });
    const setId = (id) => {
      if (id === bo.id) return;
      if (!ID.test(id) || moddle.ids.assigned(id)) {
        render();
        place.querySelector('[name="id"]')?.after(node('p', { class: 'wrong', role: 'alert' }, says.badId));
        return;
      }
      modeling.updateProperties(element, { id });
    };
    const setEnglish = (name) => {
      if (english) {
        if (name) write.changeOne(element, bo, english, { name });
        else write.drop(element, bo, english);
      } else if (name) write.add(element, bo, 'Label', { lang: 'en', name });
    };
    return group(
      says.base,
      text('name', says.nameZh, bo.name, rename),
      text('nameEn', says.nameEn, english?.name, setEnglish),
      text('id', says.id, bo.id, setId),
    );
  };

  const who = (element, bo) => {
    const now = first(bo, 'Candidates') || {};
    const set = (changes) => write.change(element, bo, 'Candidates', changes);
    const units = [['*', says.anyUnit], ...choices.units];
    return group(
      says.who,
      ticks('roles', now.roles, choices.roles, (roles) => set({ roles })),
      select('unit', says.unit, now.unit, units, (unit) => set({ unit }), { empty: says.ownUnit }),
      text('users', says.users, now.users, (users) => set({ users }), { hint: says.usersHint }),
      select('units', says.units, now.units, choices.units, (value) => set({ units: value }), { empty: says.none }),
      select('relation', says.relation, now.relation, choices.relations, (relation) => set({ relation }), { empty: says.none }),
      feelField('expression', says.expression, now.expression, (expression) => set({ expression }), feel, { hint: says.expressionHint, builder: false }),
      node('p', {}, node('a', { href: `${given.steps}#step-${encodeURIComponent(bo.id)}` }, says.whoToday)),
    );
  };

  const how = (element, bo) => {
    const now = first(bo, 'Approval') || {};
    const set = (changes) => write.change(element, bo, 'Approval', changes);
    const setMode = (mode) => {
      if (mode === '') write.remove(element, bo, 'Approval');
      else set({ mode, threshold: ['ratio', 'count', 'weight'].includes(mode) ? now.threshold || (mode === 'ratio' ? '0.5' : '2') : '' });
    };
    return group(
      says.how,
      select('mode', says.mode, now.mode, choices.modes, setMode, { empty: says.default }),
      ['ratio', 'count', 'weight'].includes(now.mode) && text('threshold', says.threshold, now.threshold, (threshold) => set({ threshold })),
      now.mode === 'leader' && text('leader', says.leader, now.leader, (leader) => set({ leader })),
      now.mode === 'weight' && text('weights', says.weights, now.weights, (weights) => set({ weights }), { hint: says.weightsHint }),
      now.mode && now.mode !== 'any' && select('onReject', says.onReject, now.onReject, choices.onReject, (onReject) => set({ onReject }), { empty: says.default }),
    );
  };

  const deadline = (element, bo) => {
    const now = first(bo, 'Deadline') || {};
    const set = (changes) => write.change(element, bo, 'Deadline', changes);
    const setValue = (value) => {
      if (value === '') write.remove(element, bo, 'Deadline');
      else set({ value, unit: now.unit || 'workday', on: now.on || 'remind' });
    };
    return group(
      says.deadline,
      two(
        text('deadline', says.value, now.value, setValue),
        select('deadlineUnit', says.timeUnit, now.unit || 'workday', choices.timeUnits, (unit) => now.value && set({ unit })),
      ),
      now.value && select('deadlineOn', says.on, now.on || 'remind', choices.onDeadline, (on) => set({ on })),
    );
  };

  const form = (element, bo) => {
    const now = first(bo, 'Form');
    const rights = Object.fromEntries((now?.get('fields') || []).map((one) => [one.key, one.access || 'edit']));
    const names = [...new Set([...(choices.formFields[now?.key] || []), ...Object.keys(rights)])];
    const right = (name) =>
      select(`right.${name}`, name, rights[name], choices.access, (access) => {
        const next = { ...rights, [name]: access };
        if (!access) delete next[name];
        write.form(element, bo, now.key, next);
      }, { empty: says.default });
    const rows = now && names.length > 0 && node('details', { open: Object.keys(rights).length > 0 }, node('summary', {}, says.rights), two(...names.map(right)));
    const made = (key) => {
      choices.forms.push(key);
      choices.formFields[key] = [];
      write.form(element, bo, key, {});
      place.querySelector('[name="form"]')?.focus();
    };
    const path = now && choices.forms.includes(now.key) && `${given.editForm}forms/${now.key}.json`;
    return group(
      says.form,
      select('form', says.formKey, now?.key, choices.forms, (key) => write.form(element, bo, key, key === now?.key ? rights : {}), { empty: says.none }),
      path && node('p', {}, node('a', { href: path }, says.editForm.replace('{name}', now.key))),
      rows,
      newForm({ id: bo.id, given, made }),
    );
  };

  // Several of one type: each in a frame of its own, with a button to take it away and one to add another.
  const several = (title, type, element, bo, row, fresh) =>
    group(
      title,
      ...all(bo, type).map((one, index) =>
        node(
          'div',
          { class: 'entry' },
          node('div', { class: 'entry-head' }, button(`${type}.${index}.remove`, says.remove, () => write.drop(element, bo, one))),
          ...row(one, `${type}.${index}`, (changes) => write.changeOne(element, bo, one, changes)),
        ),
      ),
      button(`${type}.add`, `${says.add} · ${title}`, () => write.add(element, bo, type, fresh())),
    );

  const outcomes = (element, bo) =>
    several(says.outcomes, 'Outcome', element, bo, (one, name, set) => [
      two(text(`${name}.name`, says.nameZh, one.name, (value) => set({ name: value })), text(`${name}.nameEn`, says.nameEn, one.nameEn, (nameEn) => set({ nameEn }))),
      text(`${name}.id`, says.outcomeId, one.id, (id) => set({ id })),
      two(
        select(`${name}.kind`, says.kind, one.kind || 'neutral', choices.kinds, (kind) => set({ kind })),
        select(`${name}.opinion`, says.opinion, one.opinion || 'optional', choices.opinions, (opinion) => set({ opinion })),
      ),
    ], () => ({ id: `outcome_${all(bo, 'Outcome').length + 1}`, name: '同意', nameEn: 'Agree', kind: 'approve', opinion: 'optional' }));

  const points = (element, bo) =>
    several(says.points, 'ReviewPoint', element, bo, (one, name, set) => [
      text(`${name}.name`, says.nameZh, one.name, (value) => set({ name: value })),
      text(`${name}.nameEn`, says.nameEn, one.nameEn, (nameEn) => set({ nameEn })),
      text(`${name}.id`, says.id, one.id, (id) => set({ id })),
    ], () => ({ id: `point_${all(bo, 'ReviewPoint').length + 1}` }));

  const operations = (element, bo) => {
    const now = first(bo, 'Operations');
    const limited = now?.allow !== undefined;
    // An empty list of operations is a statement, so the attribute stays even when nothing is in it.
    const set = (allow) => write.change(element, bo, 'Operations', { allow: allow || ' ' });
    return group(
      says.operations,
      tick('operations', says.limitOperations, limited, (on) => (on ? set('return,transfer') : write.change(element, bo, 'Operations', { allow: '' }))),
      limited && ticks('allow', now.allow, choices.operations, set),
      node('p', { class: 'hint' }, says.operationsHint),
    );
  };

  const brings = (element, bo) => [
    group(says.milestone, select('milestone', says.milestoneState, first(bo, 'Milestone')?.state, choices.milestones, (state) => write.change(element, bo, 'Milestone', { state }), { empty: says.none })),
    several(says.documents, 'Document', element, bo, (one, name, set) => [select(`${name}.type`, says.documents, one.get('type'), choices.documents, (type) => set({ type }))], () => ({ type: 'acceptance_notice' })),
    several(says.notices, 'Notice', element, bo, (one, name, set) => [
      select(`${name}.template`, says.notices, one.template, choices.notices, (template) => set({ template })),
      text(`${name}.to`, says.to, one.to, (to) => set({ to }), { hint: says.toHint }),
    ], () => ({ template: 'accepted', to: 'applicant', channel: 'message' })),
  ];

  const materials = (element, bo) =>
    choices.materials.length > 0 && several(says.materials, 'Material', element, bo, (one, name, set) => [select(`${name}.code`, says.materials, one.code, choices.materials, (code) => set({ code }))], () => ({ code: choices.materials[0][0] }));

  const decision = (element, bo) => {
    const now = first(bo, 'Decision') || {};
    const set = (changes) => write.change(element, bo, 'Decision', changes);
    return group(says.decision, select('decision', says.decisionKey, now.key, choices.decisions, (key) => set({ key }), { empty: says.none }), text('result', says.decisionResult, now.result, (result) => set({ result })));
  };

  const item = (element, bo) => group(says.item, text('item', says.item, first(bo, 'Item')?.code, (code) => write.change(element, bo, 'Item', { code })));

  const parts = (element) => {
    const bo = element.businessObject;
    if (bo.$type === 'bpmn:Collaboration') return [node('p', { class: 'hint' }, says.nothing)];
    const found = [base(element, bo)];
    if (bo.$type === 'bpmn:Process') found.push(item(element, bo));
    if (bo.$type === 'bpmn:Participant' && bo.processRef) found.push(item(element, bo.processRef));
    if (bo.$type === 'bpmn:SequenceFlow') found.push(conditionOf({ element, bo, modeler, says, feel, registry }));
    if (bo.$type === TASK) {
      for (const section of [who, how, deadline, form, outcomes, points, operations, materials]) found.push(section(element, bo));
    }
    if (bo.$type === 'bpmn:BusinessRuleTask') found.push(decision(element, bo));
    if (bo.$instanceOf('bpmn:FlowNode')) found.push(timerOf({ element, bo, modeler, says }), messageOf({ element, bo, modeler, says }), ...brings(element, bo));
    return found.filter(Boolean);
  };

  function render() {
    const focus = place.contains(document.activeElement) ? document.activeElement.name : null;
    const scroll = place.scrollTop;
    if (!shown) {
      place.replaceChildren(node('h2', {}, says.base), node('p', { class: 'hint' }, says.nothing));
      return;
    }
    const title = types[shown.businessObject.$type] || shown.businessObject.$type.replace('bpmn:', '');
    place.replaceChildren(node('h2', {}, title), ...parts(shown));
    place.scrollTop = scroll;
    if (focus) place.querySelector(`[name="${CSS.escape(focus)}"]`)?.focus();
  }

  function show(element) {
    const subject = element?.labelTarget || element;
    if (subject !== shown) place.scrollTop = 0;
    shown = subject?.businessObject ? subject : null; // an empty canvas has a root without any
    render();
  }

  modeler.on('selection.changed', ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0] : newSelection.length ? null : modeler.get('canvas').getRootElement()));
  modeler.on('commandStack.changed', () => {
    if (shown && !registry.get(shown.id)) shown = null;
    render();
  });
  return { show };
}
