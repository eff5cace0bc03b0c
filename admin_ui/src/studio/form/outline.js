// The same form as a list: for those who do not see the board, and for a quick way to each field.
import { node } from '../controls.js';

// Both the board and its panel come into sight, the panel with the focus.
export function toPanel() {
  document.querySelector('.studio-modeler').scrollIntoView({ block: 'nearest' });
  document.getElementById('panel').focus({ preventScroll: true });
}

export function outline(board, place, { types, language }) {
  const named = (field) => (language === 'en' && field.properties?.label_en) || field.label || field.dateLabel || field.timeLabel || field.text || field.key || field.path || types[field.type];
  const rows = (fields) => fields.map((field) => node('li', {},
    node('button', { type: 'button', class: 'studio-find', onclick: () => {
      board.get('selection').set(field);
      toPanel();
    } }, String(named(field) || field.id).replace(/^[#\s*>]+/, '').slice(0, 60)), ' ',
    node('span', { class: 'muted' }, types[field.type] || field.type),
    field.components?.length ? node('ol', { class: 'studio-list' }, ...rows(field.components)) : ''));
  return () => place.replaceChildren(...rows(board._getState().schema.components || []));
}
