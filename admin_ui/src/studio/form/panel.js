// The panel beside the form: everything our renderer and validator know of the selected field, in two languages.
import { button, group, node, select, text, tick, two } from '../controls.js';
import { feelField } from '../feel/field.js';
import { editor, words } from './edits.js';

const KEY = /^\p{L}[\p{L}\p{N}_]*(\.\p{L}[\p{L}\p{N}_]*)*$/u;
const LABELLED = ['textfield', 'textarea', 'number', 'checkbox', 'checklist', 'radio', 'select', 'taglist', 'filepicker', 'group', 'dynamiclist', 'table'];
const HELPED = ['textfield', 'textarea', 'number', 'checkbox', 'checklist', 'radio', 'select', 'taglist', 'filepicker', 'datetime'];
const KEYED = ['textfield', 'textarea', 'number', 'checkbox', 'checklist', 'radio', 'select', 'taglist', 'filepicker', 'datetime', 'expression'];
const CHOICES = ['checklist', 'radio', 'select', 'taglist'];
const ASKING = KEYED.filter((type) => type !== 'expression');

export function panel(board, place, given, fieldsNow) {
  const { says, types, checks } = given;
  const registry = board.get('formFieldRegistry');
  const edit = editor(board.get('modeling'), registry);
  const feel = { ...given.feel, says, check: given.ask, path: given.path, more: () => fieldsNow().map((one) => one.name) };
  let shown = null;

  const pair = (name, field, zh, en, zhValue, zhChange, enName, long) =>
    two(text(`${name}.zh`, zh, zhValue, zhChange, { long }), text(`${name}.en`, en, words(field)[enName], edit.word(field, enName), { long }));
  const feelOf = (name, label, value, change, options) => feelField(name, label, value, change, { ...feel, fields: fieldsNow() }, options);

  const setKey = (field, name) => (value) => {
    const parent = registry.get(field._parent);
    const taken = (parent?.components || []).some((one) => one !== field && one.key === value);
    if (KEY.test(value) && !taken) return edit.set(field, { [name]: value });
    if (name === 'path' && value === '') return edit.set(field, { path: '' });
    render();
    place.querySelector(`[name="${name}"]`)?.after(node('p', { class: 'wrong', role: 'alert' }, says.badKey));
    return undefined;
  };

  const base = (field) => {
    const { type } = field;
    const parts = [];
    if (LABELLED.includes(type)) parts.push(pair('label', field, says.labelZh, says.labelEn, field.label, edit.plain(field, 'label'), 'label_en'));
    if (type === 'datetime') {
      const kinds = [['date', says.date], ['time', says.time], ['datetime', says.datetime]];
      const part = field.subtype === 'time' ? 'timeLabel' : 'dateLabel';
      parts.push(select('subtype', says.subtype, field.subtype, kinds, (value) => edit.set(field, { subtype: value, ...(value !== 'date' && !field.timeInterval ? { timeInterval: 15, timeSerializingFormat: 'no_timezone' } : {}) })));
      parts.push(pair('label', field, says.labelZh, says.labelEn, field[part], edit.plain(field, part), 'label_en'));
      if (field.subtype === 'datetime') parts.push(text('timeLabel', `${says.labelZh}（${says.time}）`, field.timeLabel, edit.plain(field, 'timeLabel')));
    }
    if (KEYED.includes(type)) parts.push(text('key', says.key, field.key, setKey(field, 'key')));
    if (type === 'group' || type === 'dynamiclist') parts.push(text('path', type === 'group' ? says.path : says.key, field.path, setKey(field, 'path')));
    if (HELPED.includes(type)) parts.push(pair('help', field, says.helpZh, says.helpEn, field.description, edit.plain(field, 'description'), 'description_en', true));
    if (type === 'text') parts.push(pair('text', field, says.textZh, says.textEn, field.text, edit.plain(field, 'text'), 'text_en', true));
    if (type === 'html') parts.push(pair('text', field, says.textZh, says.textEn, field.content, edit.plain(field, 'content'), 'content_en', true));
    if (type === 'image') {
      parts.push(text('source', says.source, field.source, edit.plain(field, 'source')));
      parts.push(pair('alt', field, says.altZh, says.altEn, field.alt, edit.plain(field, 'alt'), 'alt_en'));
    }
    if (type === 'expression') parts.push(feelOf('expression', says.formula, field.expression, edit.plain(field, 'expression'), { builder: false, hint: says.feelHint }));
    if (type === 'default') parts.push(text('id', says.formId, field.id, (id) => id && edit.set(field, { id })));
    return group(says.base, ...parts);
  };

  // Rows of something with a value and its words, moved and taken away one by one.
  const entries = (field, list, key, addLabel, fresh) => [
    ...(field[list] || []).map((one, index) => node('div', { class: 'entry' },
      node('div', { class: 'entry-head' },
        button(`${list}.${index}.up`, '↑', () => edit.moveEntry(field, list, index, -1)),
        button(`${list}.${index}.remove`, says.remove, () => edit.dropEntry(field, list, index))),
      text(`${list}.${index}.${key}`, key === 'key' ? says.key : says.value, String(one[key] ?? ''), edit.entry(field, list, index, key)),
      two(text(`${list}.${index}.zh`, says.zh, one.label, edit.entry(field, list, index, 'label')),
        text(`${list}.${index}.en`, says.en, one.label_en, edit.entry(field, list, index, 'label_en'))))),
    button(`${list}.add`, addLabel, () => edit.addEntry(field, list, fresh((field[list] || []).length + 1))),
  ];

  const options = (field) => {
    if (!CHOICES.includes(field.type)) return null;
    const computed = field.valuesExpression !== undefined;
    const swap = (on) => edit.set(field, on ? { values: undefined, valuesKey: undefined, valuesExpression: '=' } : { valuesExpression: undefined, valuesKey: undefined, values: [{ label: says.value, value: 'value' }] });
    return group(says.options, tick('computed', says.optionsFrom, computed, swap),
      ...(computed ? [feelOf('valuesExpression', says.optionsFeel, field.valuesExpression, edit.plain(field, 'valuesExpression'), { builder: false })]
        : entries(field, 'values', 'value', says.addOption, (number) => ({ label: `${says.value} ${number}`, value: `value_${number}` }))));
  };

  const rules = (field) => {
    const { type } = field;
    if (!ASKING.includes(type)) return null;
    const now = field.validate || {};
    const bound = (name, label) => text(name, label, now[name] === undefined ? '' : String(now[name]), edit.bound(field, name));
    const parts = [tick('required', says.required, now.required === true, edit.rule(field, 'required'))];
    if (type === 'textfield' || type === 'textarea') parts.push(two(bound('minLength', says.minLength), bound('maxLength', says.maxLength)));
    if (type === 'textfield') {
      const kinds = [['email', says.email], ['phone', says.phone], ['custom', says.custom]];
      parts.push(select('validationType', says.validation, now.validationType, kinds, edit.rule(field, 'validationType'), { empty: says.none }));
      if (!now.validationType || now.validationType === 'custom') parts.push(text('pattern', says.pattern, now.pattern, edit.rule(field, 'pattern')));
      if (now.pattern) parts.push(pair('patternMessage', field, says.patternZh, says.patternEn, now.patternErrorMessage, edit.rule(field, 'patternErrorMessage'), 'pattern_message_en'));
      parts.push(select('check', says.check, words(field).check, Object.entries(checks), edit.word(field, 'check'), { empty: says.none }));
    }
    if (type === 'number') {
      const numeric = (name) => (value) => edit.set(field, { [name]: value === '' ? undefined : Number(value) });
      parts.push(two(bound('min', says.min), bound('max', says.max)),
        two(text('decimalDigits', says.decimalDigits, String(field.decimalDigits ?? ''), numeric('decimalDigits')), text('increment', says.increment, field.increment, edit.plain(field, 'increment'))),
        tick('serializeToString', says.asText, field.serializeToString === true, edit.plain(field, 'serializeToString')));
    }
    if (type === 'datetime') parts.push(tick('disallowPassedDates', says.notPast, field.disallowPassedDates === true, edit.plain(field, 'disallowPassedDates')));
    if (type === 'filepicker') parts.push(text('accept', says.accept, field.accept, edit.plain(field, 'accept')), tick('multiple', says.multiple, field.multiple === true, edit.plain(field, 'multiple')));
    return group(says.rules, ...parts);
  };

  const condition = (field) => {
    if (field.type === 'default') return null;
    const readonly = field.readonly;
    return group(says.condition,
      feelOf('hide', says.hide, field.conditional?.hide, edit.hide(field), { hint: says.feelHint }),
      field.conditional?.hide && two(text('when.zh', says.whenZh, words(field).when, edit.word(field, 'when')), text('when.en', says.whenEn, words(field).when_en, edit.word(field, 'when_en'))),
      field.conditional?.hide && node('p', { class: 'hint' }, says.whenHint),
      ASKING.includes(field.type) && tick('readonly', says.readonly, readonly === true, edit.plain(field, 'readonly')),
      ASKING.includes(field.type) && readonly !== true && feelOf('readonlyFeel', says.readonlyFeel, typeof readonly === 'string' ? readonly : '', edit.plain(field, 'readonly')),
      ASKING.includes(field.type) && tick('disabled', says.disabled, field.disabled === true, edit.plain(field, 'disabled')));
  };

  const lists = (field) => {
    if (field.type === 'table') return group(says.columns, feelOf('dataSource', says.rows, field.dataSource, edit.plain(field, 'dataSource'), { builder: false }), ...entries(field, 'columns', 'key', says.addColumn, (number) => ({ label: `${says.columns} ${number}`, key: `column_${number}` })));
    if (field.type !== 'dynamiclist') return null;
    const rows = (value) => edit.set(field, { defaultRepetitions: value === '' ? undefined : Number(value) });
    return group(says.list,
      two(text('min_rows', says.minRows, words(field).min_rows, edit.word(field, 'min_rows')), text('max_rows', says.maxRows, words(field).max_rows, edit.word(field, 'max_rows'))),
      text('defaultRepetitions', says.firstRows, String(field.defaultRepetitions ?? ''), rows),
      tick('allowAddRemove', says.fixed, field.allowAddRemove !== false, (on) => edit.set(field, { allowAddRemove: on })));
  };

  const appearance = (field) => {
    if (field.type === 'default') return null;
    const now = field.appearance || {};
    const affixed = ['textfield', 'number'].includes(field.type);
    const columns = Array.from({ length: 15 }, (_, index) => String(index + 2));
    return group(says.appearance,
      affixed && pair('prefix', field, says.prefixZh, says.prefixEn, now.prefixAdorner, edit.look(field, 'prefixAdorner'), 'prefix_en'),
      affixed && pair('suffix', field, says.suffixZh, says.suffixEn, now.suffixAdorner, edit.look(field, 'suffixAdorner'), 'suffix_en'),
      ['textfield', 'textarea', 'number'].includes(field.type) && text('defaultValue', says.default, String(field.defaultValue ?? ''), (value) => edit.set(field, { defaultValue: value === '' ? undefined : field.type === 'number' ? Number(value) : value })),
      ['group', 'dynamiclist'].includes(field.type) && tick('showOutline', says.outline, field.showOutline === true, edit.plain(field, 'showOutline')),
      select('columns', says.width, field.layout?.columns ? String(field.layout.columns) : '', columns, edit.width(field), { empty: says.auto }));
  };

  const adding = (field) => {
    const inside = ['default', 'group', 'dynamiclist'].includes(field.type) ? field : registry.get(field._parent);
    const at = inside === field ? inside.components.length : inside.components.indexOf(field) + 1;
    const pairs = Object.entries(types).filter(([type]) => !['default', 'iframe', 'documentPreview', 'button'].includes(type));
    const kind = select('newType', says.addHere, 'textfield', pairs, () => {});
    const add = () => board.get('selection').set(edit.add(kind.querySelector('select').value, inside, at));
    return group(says.addHere, kind, button('new', says.add, add),
      field.type !== 'default' && node('p', {}, button('moveUp', says.up, () => edit.move(field, -1)), ' ', button('moveDown', says.down, () => edit.move(field, 1)), ' ',
        button('removeField', says.removeField, () => edit.remove(field), 'btn btn-small btn-danger')));
  };

  function render() {
    const focus = place.contains(document.activeElement) ? document.activeElement.name : null;
    const scroll = place.scrollTop;
    const parts = [base, options, rules, condition, lists, appearance, adding].map((part) => part(shown));
    place.replaceChildren(node('h2', {}, types[shown.type] || shown.type), shown.type === 'default' ? node('p', { class: 'hint' }, says.nothing) : '', ...parts.filter(Boolean));
    place.scrollTop = scroll;
    if (focus) place.querySelector(`[name="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  function show(field) {
    const root = board._getState().schema;
    const now = (field && registry.get(field.id)) || root;
    if (now !== shown) place.scrollTop = 0;
    shown = now;
    render();
  }
  board.on('selection.changed', ({ selection }) => show(selection));
  board.on('commandStack.changed', () => show(shown));
  return { show };
}
