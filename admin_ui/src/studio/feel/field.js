// A control for FEEL: offers names and functions while one types, says at once what is wrong, and what it says in words.
import { button, node } from '../controls.js';
import { open, words } from './builder.js';
import { watch } from './check.js';

const WORD = /[\p{L}_][\p{L}\p{N}_.]*(?: [\p{L}\p{N}_.]*)?$/u;
const LAST = /[\p{L}\p{N}_.]*$/u;
const MOST = 8;
let number = 0;

// What fits the words before the caret: fields by name or label, functions by name; the longer match first.
export function suggestions(before, fields, functions) {
  if ((before.match(/"/g) || []).length % 2) return [];
  for (const found of [before.match(WORD)?.[0], before.match(LAST)?.[0]]) {
    if (!found) continue;
    const typed = found.toLowerCase();
    const fit = [
      ...fields.filter((one) => one.name.toLowerCase().startsWith(typed) || one.label.toLowerCase().includes(typed))
        .map((one) => ({ insert: one.name, shown: one.name, told: one.label === one.name ? '' : one.label })),
      ...functions.filter((one) => one.name.startsWith(typed))
        .map((one) => ({ insert: `${one.name}(`, shown: one.name, told: one.parameters })),
    ].filter((one) => one.insert !== found).slice(0, MOST);
    if (fit.length) return fit.map((one) => ({ ...one, replaces: found.length }));
  }
  return [];
}

function completing(control, list, given) {
  let offered = [];
  let active = -1;
  const close = () => {
    offered = [];
    active = -1;
    list.hidden = true;
    control.setAttribute('aria-expanded', 'false');
    control.removeAttribute('aria-activedescendant');
  };
  const mark = (index) => {
    active = (index + offered.length) % offered.length;
    [...list.children].forEach((one, at) => one.setAttribute('aria-selected', String(at === active)));
    control.setAttribute('aria-activedescendant', list.children[active].id);
    list.children[active].scrollIntoView({ block: 'nearest' });
  };
  const take = (index) => {
    const { insert, replaces } = offered[index];
    const at = control.selectionStart;
    control.setRangeText(insert, at - replaces, at, 'end');
    close();
    control.dispatchEvent(new Event('input'));
  };
  const offer = (all) => {
    const before = control.value.slice(0, control.selectionStart);
    offered = suggestions(before, given.fields, given.functions);
    if (all && !offered.length) offered = given.fields.slice(0, MOST).map((one) => ({ insert: one.name, shown: one.name, told: one.label, replaces: 0 }));
    if (!offered.length) return close();
    list.replaceChildren(...offered.map((one, index) => {
      const row = node('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false', onmousedown: (event) => {
        event.preventDefault();
        take(index);
      } }, node('span', { class: 'mono' }, one.shown), ' ', node('span', { class: 'muted' }, one.told));
      return row;
    }));
    list.hidden = false;
    control.setAttribute('aria-expanded', 'true');
    return undefined;
  };
  control.addEventListener('input', (event) => event.isTrusted && offer());
  control.addEventListener('blur', close);
  control.addEventListener('keydown', (event) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      offer(true);
    } else if (!offered.length) return;
    else if (event.key === 'ArrowDown') mark(active + 1);
    else if (event.key === 'ArrowUp') mark(active - 1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) take(active);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// `given`: {says, fields, functions, check, path}; `required` means the text must begin with `=`.
export function feelField(name, label, value, change, given, { hint, builder = true, required = true, kind = 'expression' } = {}) {
  const id = `feel-${(number += 1)}`;
  const list = node('ul', { class: 'feel-list', id: `${id}-list`, role: 'listbox', 'aria-label': given.says.suggestions, hidden: true });
  const verdict = node('p', { class: 'hint', id: `${id}-verdict`, 'aria-live': 'polite' });
  const shown = node('p', { class: 'hint feel-words' }, words(value, given));
  const told = hint && node('p', { class: 'hint', id: `${id}-hint` }, hint);
  const control = node('textarea', {
    id, name, rows: 2, spellcheck: 'false', autocomplete: 'off', value: value || '',
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
    'aria-describedby': `${id}-verdict${hint ? ` ${id}-hint` : ''}`,
    onchange: () => change(control.value.trim()),
  });
  completing(control, list, given);
  watch(control, verdict, (text) => given.check(text, kind, given.path, given.more?.() || []), { says: given.says, required });
  control.addEventListener('input', () => {
    shown.textContent = words(control.value, given);
  });
  const build = builder && given.fields.length > 0 && button(`${name}.build`, given.says.builder, () => open(control.value, given, change));
  // Leaving the control would keep its text and draw this button anew under the pointer.
  if (build) build.addEventListener('mousedown', (event) => event.preventDefault());
  return node('div', { class: 'feel' }, node('label', { for: id }, label), control, list, verdict, shown, told, build);
}
