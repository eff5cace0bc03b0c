// Asks the engine whether a text is FEEL and knows its names; a pause after the last key, one answer kept per text.
const PAUSE = 350;
const known = new Map();

export function checker(address, form) {
  return async (text, kind = 'expression', path = '', more = []) => {
    const body = new FormData(form);
    body.set('text', text);
    body.set('kind', kind);
    body.set('path', path);
    for (const name of more) body.append('name', name);
    const key = JSON.stringify([kind, text, path, more]);
    if (!known.has(key)) {
      const asked = fetch(address, { method: 'POST', body }).then((answer) => (answer.ok ? answer.json() : null));
      known.set(key, asked);
      asked.then((found) => found || known.delete(key)).catch(() => known.delete(key));
    }
    return known.get(key);
  };
}

// Tells the verdict at a control while its text changes.
export function watch(control, verdict, ask, { says, required }) {
  let timer = 0;
  let turn = 0;
  const told = (message, bad) => {
    verdict.textContent = message;
    verdict.className = bad ? 'wrong' : 'hint';
    control.setAttribute('aria-invalid', bad ? 'true' : 'false');
  };
  const look = async () => {
    const mine = (turn += 1);
    const text = control.value.trim();
    if (!text) return told('', false);
    if (required && !text.startsWith('=')) return told(says.needsSign, true);
    try {
      const found = await ask(text);
      if (mine !== turn || !found) return undefined;
      if (found.ok) return told(says.feelGood, false);
      control.dataset.at = found.offset ?? '';
      return told(found.message, true);
    } catch {
      return undefined; // without the server there is no verdict; saving says so itself
    }
  };
  control.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (control.value) look();
}
