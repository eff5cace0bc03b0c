// What people will see: drawn by the server from the form as it is now, answering to what is filled in.
const PAUSE = 400;

export function preview(given, token, schema) {
  const place = document.getElementById('preview');
  const language = document.getElementById('preview-language');
  let timer = 0;
  let turn = 0;

  async function draw() {
    const mine = (turn += 1);
    const body = new FormData(place);
    for (const one of place.querySelectorAll('input[type="file"]')) body.delete(one.name);
    for (const [name, value] of new FormData(token)) body.set(name, value);
    body.set('form', new Blob([schema()], { type: 'application/json' }), given.name);
    body.set('in', language.value);
    const answer = await fetch(given.preview, { method: 'POST', body }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    const focus = place.contains(document.activeElement) ? document.activeElement.id : '';
    place.innerHTML = await answer.text();
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    place.dataset.drawn = String(turn);
  }
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  };
  place.addEventListener('change', later);
  place.addEventListener('submit', (event) => event.preventDefault());
  // Buttons that add and take away rows say so by their name and value.
  place.addEventListener('click', (event) => {
    const pressed = event.target.closest('button[name]');
    if (!pressed) return;
    event.preventDefault();
    const sent = document.createElement('input');
    Object.assign(sent, { type: 'hidden', name: pressed.name, value: pressed.value });
    place.append(sent);
    draw();
  });
  language.addEventListener('change', draw);
  return later;
}
