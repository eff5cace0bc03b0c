// The keyboard for a day's work: rows of the inbox, and the way to the buttons of a decision.
const list = document.querySelector('[data-keys="list"]');
const rows = () => [...list.querySelectorAll('tbody tr')];
const here = () => list.querySelector('tr.row-here');

// A list that was fetched again keeps the row one was on, by its name.
let at = '';
function go(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.id === at);
  const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  mark(next);
  next.querySelector('a')?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
function mark(row) {
  here()?.classList.remove('row-here');
  row?.classList.add('row-here');
  at = row?.id || '';
}
const keys = {
  j: () => go(1),
  k: () => go(-1),
  o: () => here()?.querySelector('a.row-title')?.click(),
  c: () => here()?.querySelector('form[action$="/claim"] button')?.click(),
  x: () => here()?.querySelector('input[type="checkbox"]')?.click(),
  n: () => list.querySelector('[data-next]')?.click(),
  '?': () => document.getElementById('keys-help')?.showModal(),
};
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog');
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    const first = document.querySelector('.task-form #outcome button');
    if (first) {
      event.preventDefault();
      first.focus();
    }
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const named = event.key === '/' && document.querySelector('[data-key="/"]');
  const tab = list && /^[1-9]$/.test(event.key) && list.querySelectorAll('.tabs a')[event.key - 1];
  const act = list && keys[event.key.toLowerCase()];
  if (named || tab || act) event.preventDefault();
  if (named) named.focus();
  else if (tab) tab.click();
  else if (act) act();
});
list?.addEventListener('focusin', (event) => {
  const row = event.target.closest('tbody tr');
  if (row) mark(row);
});
document.addEventListener('htmx:after:swap', () => {
  if (list && at) document.getElementById(at)?.classList.add('row-here');
});

// Pictures of materials: larger, smaller, turned; a choice of another material is followed at once.
for (const pane of document.querySelectorAll('[data-pane]')) {
  const picture = pane.querySelector('img');
  const tools = pane.querySelector('[data-zooms]');
  let size = 100;
  let turned = 0;
  if (tools) tools.hidden = false;
  tools?.addEventListener('click', (event) => {
    const wish = event.target.closest('[data-pane-zoom]')?.dataset.paneZoom;
    if (wish === 'in') size = Math.min(400, size + 25);
    if (wish === 'out') size = Math.max(25, size - 25);
    if (wish === 'turn') turned = (turned + 90) % 360;
    picture.style.width = `${size}%`;
    picture.style.transform = `rotate(${turned}deg)`;
  });
  pane.querySelector('[data-submits]')?.addEventListener('change', (event) => event.target.form.requestSubmit());
}

// A name drawn with finger, pen or mouse goes with the form as a picture.
const field = document.querySelector('[data-signature]');
if (field) {
  field.hidden = false;
  const pad = field.querySelector('canvas');
  const sent = field.querySelector('input');
  const pen = pad.getContext('2d');
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  let drawing = false;
  const spot = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
  };
  pad.addEventListener('pointerdown', (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...spot(event));
  });
  pad.addEventListener('pointermove', (event) => {
    if (!drawing) return;
    pen.lineTo(...spot(event));
    pen.stroke();
  });
  pad.addEventListener('pointerup', () => {
    drawing = false;
    sent.value = pad.toDataURL('image/png');
  });
  field.querySelector('[data-signature-clear]').addEventListener('click', () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    sent.value = '';
  });
}
