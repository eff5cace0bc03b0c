// What the pages of daily work need beside htmx: ticking rows, and keeping what is being written.
// Ticking rows: how many, all of a page, and no fresh list under one's hands.
const ticked = (name) => document.querySelectorAll(`input[name="${name}"]:checked`).length;
document.addEventListener('change', (event) => {
  const all = event.target.dataset.tickAll;
  if (all) for (const box of document.querySelectorAll(`input[name="${all}"]`)) box.checked = event.target.checked;
  for (const said of document.querySelectorAll('[data-ticked]')) {
    const number = ticked(said.dataset.ticked);
    said.dataset.first ??= said.textContent;
    said.textContent = number ? said.dataset.words.replace('{n}', number) : said.dataset.first;
  }
});
document.addEventListener('htmx:before:request', (event) => {
  const polls = event.target.id && event.target.matches?.('[data-hx-trigger^="every"]');
  if (polls && event.target.querySelector('[data-ticked]') && ticked('task')) event.preventDefault();
});

// What is being written outlives its tab: kept now and then, and at the latest when the page goes out of sight.
const PAUSE = 8000;
const draft = document.querySelector('form[data-draft]');
let changed = false;
let timer = 0;
const keep = async () => {
  clearTimeout(timer);
  if (!changed) return;
  changed = false;
  const typed = [...new FormData(draft)].filter(([, value]) => typeof value === 'string');
  const body = new URLSearchParams([...typed, ['quiet', '1']]);
  const said = document.getElementById('draft-said');
  const answer = await fetch(draft.dataset.draft, { method: 'POST', body, keepalive: true }).catch(() => null);
  const kept = answer?.status === 204;
  if (said) said.textContent = kept ? said.dataset.words : said.dataset.failed;
  if (kept) return;
  changed = true;
  // The line or the server is down: the next pause tries again. What was refused waits for the next word.
  if (!answer || answer.status >= 500) timer = setTimeout(keep, PAUSE);
};
draft?.addEventListener('input', () => {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
draft?.addEventListener('submit', () => {
  changed = false;
  clearTimeout(timer);
});
document.addEventListener('visibilitychange', () => document.hidden && keep());
window.addEventListener('pagehide', keep);

// What a reviewer ticks is kept at once, for themselves and for the next one; without scripts a button sends it.
for (const one of document.querySelectorAll('[data-without-script]')) one.hidden = true;
document.addEventListener('change', async (event) => {
  const box = event.target;
  const points = box.closest('[data-ticks]');
  const form = box.dataset.tick === 'paper' ? box.form : points?.closest('form');
  if (!box.dataset.tick || !form) return;
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, quiet: '1' });
  body.append(box.dataset.tick === 'paper' ? 'line' : 'shown', box.value);
  if (box.checked) body.append(box.dataset.tick, box.value);
  if (points) body.append('task', points.dataset.task);
  const said = document.getElementById('ticks-said');
  const answer = await fetch(points ? points.dataset.ticks : form.action, { method: 'POST', body }).catch(() => null);
  if (said) said.textContent = answer?.status === 204 ? said.dataset.words : said.dataset.failed;
});
