// A condition in plain words: rows of field, question and value in a dialog; what comes out is FEEL.
import { button, node, select, text } from '../controls.js';
import { WAYS, WAYS_OF, read, write } from './simple.js';

const known = (fields, name) => fields.find((one) => one.name === name);
const labelOf = (fields, name) => known(fields, name)?.label || name;
const kindOf = (field) => (field?.kind === 'list' ? 'list' : field?.kind || 'text');
// What the values of a field are compared as: a list's and a choice's by what their options are.
const valueKind = (field, clause) => {
  if (!field) return clause.kind;
  if (field.kind === 'list' || field.options?.length) return field.optionKind || 'text';
  return field.kind;
};

const blank = (fields) => {
  const field = fields[0];
  return { field: field?.name || '', kind: valueKind(field, {}), list: field?.kind === 'list', way: WAYS_OF[kindOf(field)][0], values: [] };
};

function valueControls(clause, fields, { says }, again) {
  const field = known(fields, clause.field);
  const set = (index) => (value) => {
    clause.values[index] = value;
    again(false);
  };
  const one = (index, label) => {
    if (clause.kind === 'yesno') return select(`value.${index}`, label, clause.values[index], [['true', says.yes], ['false', says.no]], set(index), { empty: says.choose });
    if (field?.options?.length) return select(`value.${index}`, label, clause.values[index], field.options, set(index), { empty: says.choose });
    const control = text(`value.${index}`, label, clause.values[index], set(index));
    const input = control.querySelector('input');
    if (clause.kind === 'date') input.type = 'date';
    if (clause.kind === 'number') input.inputMode = 'decimal';
    input.addEventListener('input', () => set(index)(input.value.trim()));
    return control;
  };
  const { values } = WAYS[clause.way];
  if (values === 2) return [one(0, says.from), one(1, says.upTo)];
  return values === 1 ? [one(0, says.compareWith)] : [];
}

function row(state, clause, index, given, again) {
  const { fields, says } = given;
  const field = known(fields, clause.field);
  const pairs = fields.map((one) => [one.name, one.label === one.name ? one.name : `${one.label} · ${one.name}`]);
  const choose = (name) => {
    const chosen = known(fields, name);
    Object.assign(clause, { field: name, kind: valueKind(chosen, clause), list: chosen?.kind === 'list', values: [] });
    const ways = WAYS_OF[kindOf(chosen)];
    if (!ways.includes(clause.way)) [clause.way] = ways;
    again();
  };
  const ways = WAYS_OF[field ? kindOf(field) : clause.list ? 'list' : clause.kind];
  const parts = [
    select('field', says.field, clause.field, pairs, choose),
    select('way', says.operator, clause.way, ways.map((way) => [way, says[`way_${way}`]]), (way) => {
      clause.way = way;
      again();
    }),
    ...valueControls(clause, fields, given, again),
    button('remove', says.remove, () => {
      state.clauses.splice(index, 1);
      again();
    }),
  ];
  return node('li', { class: 'builder-row' }, ...parts);
}

// What the condition says in words; empty when it is not simple.
export function words(feel, { fields, says }) {
  const found = read(feel || '');
  if (!found || !found.clauses.length) return '';
  const told = found.clauses.map((one) => {
    const options = known(fields, one.field)?.options || [];
    const values = one.values.map((value) =>
      one.kind === 'yesno' ? says[value === 'true' ? 'yes' : 'no'] : options.find(([code]) => String(code) === value)?.[1] || value);
    const shown = one.way === 'between' ? values.join(says.rangeTo) : values.join('');
    return [labelOf(fields, one.field), says[`way_${one.way}`], shown && `“${shown}”`].filter(Boolean).join(' ');
  });
  return told.join(found.join === 'and' ? says.joinAnd : says.joinOr);
}

// Opens the dialog; `change` gets the FEEL text, beginning with `=`.
export function open(feel, given, change) {
  const { fields, says } = given;
  const found = read(feel || '');
  const state = found || { join: 'and', clauses: [] };
  if (!state.clauses.length) state.clauses.push(blank(fields));
  for (const one of state.clauses) {
    const field = known(fields, one.field);
    if (field && !one.values.length) one.kind = valueKind(field, one);
  }
  const list = node('ol', { class: 'plain builder-rows' });
  const shown = node('output', { class: 'mono builder-feel' });
  const ready = node('button', { type: 'button', class: 'btn btn-primary', name: 'builder.write' }, says.write);
  const join = select('join', says.join, state.join, [['and', says.joinAll], ['or', says.joinAny]], (value) => {
    state.join = value;
    again(false);
  });
  const dialog = node(
    'dialog',
    { class: 'studio-panel builder', 'aria-labelledby': 'builder-title' },
    node('h2', { id: 'builder-title' }, says.builder),
    !found && node('p', { class: 'notice notice-warn' }, says.notSimple),
    list,
    join,
    node('p', {}, button('builder.add', says.addClause, () => {
      state.clauses.push(blank(fields));
      again();
    })),
    shown,
    node('div', { class: 'actions' }, ready, ' ', button('builder.close', says.cancel, () => dialog.close(), 'btn')),
  );
  function again(all = true) {
    if (all) list.replaceChildren(...state.clauses.map((clause, index) => row(state, clause, index, given, again)));
    join.hidden = state.clauses.length < 2;
    const made = write(state);
    shown.textContent = made === null ? says.incomplete : `= ${made}`;
    ready.disabled = made === null;
  }
  ready.addEventListener('click', () => {
    const made = write(state);
    dialog.close();
    if (made !== null) change(`= ${made}`);
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.querySelector('main').append(dialog);
  again();
  dialog.showModal();
  return dialog;
}
