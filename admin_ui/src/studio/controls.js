// Small controls of the panel: labelled, named, and telling their value when it has been changed.
let number = 0;

export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') made[name] = value;
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((one) => one != null && one !== false));
  return made;
}

const labelled = (label, control, hint) => {
  control.id ||= `panel-${(number += 1)}`;
  const parts = [node('label', { for: control.id }, label), control];
  if (hint) {
    const told = node('p', { class: 'hint', id: `${control.id}-hint` }, hint);
    control.setAttribute('aria-describedby', told.id);
    parts.push(told);
  }
  return node('div', {}, ...parts);
};

export const text = (name, label, value, change, { hint, list, long } = {}) =>
  labelled(
    label,
    node(long ? 'textarea' : 'input', {
      name,
      list,
      rows: long ? 2 : undefined,
      autocomplete: 'off',
      spellcheck: 'false',
      value: value || '',
      onchange: (event) => change(event.target.value.trim()),
    }),
    hint,
  );

export const select = (name, label, value, pairs, change, { empty, hint } = {}) => {
  const known = pairs.map((pair) => (Array.isArray(pair) ? pair : [pair, pair]));
  if (empty !== undefined) known.unshift(['', empty]);
  if (value && !known.some(([code]) => code === value)) known.push([value, value]);
  const options = known.map(([code, told]) => node('option', { value: code }, told));
  const control = node('select', { name, onchange: (event) => change(event.target.value) }, ...options);
  control.value = value || '';
  return labelled(label, control, hint);
};

export const tick = (name, label, checked, change) => {
  const id = `panel-${(number += 1)}`;
  const box = node('input', { type: 'checkbox', id, name, checked, onchange: (event) => change(event.target.checked) });
  return node('span', { class: 'tick' }, box, node('label', { for: id }, label));
};

export const ticks = (name, value, pairs, change) => {
  const chosen = new Set((value || '').split(',').map((one) => one.trim()).filter(Boolean));
  const known = [...pairs, ...[...chosen].filter((one) => !pairs.some(([code]) => code === one)).map((one) => [one, one])];
  return node(
    'div',
    {},
    ...known.map(([code, told]) =>
      tick(`${name}.${code}`, told, chosen.has(code), (on) => {
        if (on) chosen.add(code);
        else chosen.delete(code);
        change(known.map(([one]) => one).filter((one) => chosen.has(one)).join(','));
      }),
    ),
  );
};

export const button = (name, label, act, style = 'btn btn-small') =>
  node('button', { type: 'button', class: style, name, onclick: act }, label);

export const group = (title, ...parts) => node('fieldset', {}, node('legend', {}, title), ...parts);
export const two = (...parts) => node('div', { class: 'two' }, ...parts);
