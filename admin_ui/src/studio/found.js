// The problems of a file as the engine tells them: those of this file lead to their element, the others to their page.
import { node } from './controls.js';

export function found({ says, path, select }) {
  const place = document.getElementById('found');
  const count = document.getElementById('found-count');
  return (problems) => {
    const rows = problems.map((one) => {
      const bad = one.severity === 'error';
      const mark = node('span', { class: `tag tag-${bad ? 'bad' : 'warn'}` }, bad ? says.error : says.warning);
      const here = one.file === path;
      const where = here && one.element
        ? node('button', { type: 'button', class: 'studio-find', onclick: () => select(one.element) }, one.message)
        : here ? node('span', {}, one.message) : node('a', { href: one.editor }, `${one.file}：${one.message}`);
      return node('li', { class: 'studio-problem' }, mark, node('span', {}, where, one.element ? ' ' : '', one.element ? node('span', { class: 'mono muted' }, one.element) : ''));
    });
    place.replaceChildren(rows.length ? node('ul', { class: 'plain' }, ...rows) : node('p', { class: 'muted' }, says.noProblems));
    count.textContent = problems.length || '';
    count.hidden = !problems.length;
  };
}
