// Trying values: the form is answered by the server with the table row by row; the rows that hit are marked in the editor.
export function trying(given, token, xml, container) {
  const form = document.getElementById('try');
  const parts = document.getElementById('try-parts');

  async function ask(run) {
    const body = new FormData(form);
    for (const [name, value] of new FormData(token)) body.set(name, value);
    body.set('rules', new Blob([await xml()], { type: 'application/xml' }), given.name);
    if (!run) for (const name of [...body.keys()]) if (name.startsWith('value.')) body.delete(name);
    const answer = await fetch(given.tries, { method: 'POST', body }).catch(() => null);
    if (!answer?.ok) return;
    parts.innerHTML = await answer.text();
    if (!run) parts.querySelector('#tried')?.remove();
    const hits = new Set([...parts.querySelectorAll('tr.studio-hit')].map((one) => one.dataset.rule));
    for (const cell of container.querySelectorAll('td[data-row-id]')) cell.classList.toggle('studio-hit', hits.has(cell.dataset.rowId));
    parts.querySelector(run ? '[name="run"]' : '[name="decision"]')?.focus({ preventScroll: true });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask(true);
  });
  form.addEventListener('change', (event) => event.target.name === 'decision' && ask(false));
}
