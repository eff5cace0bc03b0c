// Autosave: a moment after the last change, one save at a time, and never over what somebody else has saved.
const PAUSE = 900;
const AGAIN = 5000;

// `xml` answers the text to keep; `as` says under which name and as what kind of file it is sent.
const DIAGRAM = { field: 'xml', name: 'flow.bpmn', type: 'application/xml' };

export function saving({ address, revision, says, state, clash, xml, problems, as = DIAGRAM }) {
  const form = document.getElementById('modeler-form');
  let read = revision;
  let changed = false;
  let busy = false;
  let stopped = false;
  let timer = 0;

  const say = (word, bad = false) => {
    state.textContent = says[word];
    state.classList.toggle('studio-state-bad', bad);
    state.dataset.state = word;
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save() {
    if (!changed || busy || stopped) return;
    busy = true;
    changed = false;
    say('saving');
    try {
      const body = new FormData(form);
      body.set(as.field, new Blob([await xml()], { type: as.type }), as.name);
      const answer = await fetch(address, { method: 'POST', body, headers: { 'If-Match': `"${read}"` } });
      if (answer.status === 412) {
        stopped = true;
        changed = true;
        say('unsaved', true);
        ask(await answer.json());
      } else if (answer.ok) {
        const found = await answer.json();
        read = found.revision;
        // Forms on the page that rename or delete the file name the revision they have seen.
        for (const one of document.querySelectorAll('[data-revision]')) one.value = read;
        problems(found.problems, found);
        if (!changed) say('saved');
      } else throw new Error(String(answer.status));
    } catch {
      changed = true;
      say('offline', true);
      later(AGAIN);
    }
    busy = false;
    if (changed && !stopped) later(PAUSE);
  }

  function ask(current) {
    clash.querySelector('#clash-told').textContent = says.clashTold.replace('{who}', current.updated_by).replace('{when}', current.updated_at);
    clash.hidden = false;
    clash.focus();
    clash.onclick = async (event) => {
      const choice = event.target.dataset.clash;
      if (choice === 'theirs') {
        changed = false;
        window.location.reload();
      }
      if (choice === 'file') download(as.name, as.type, await xml());
      if (choice === 'mine') {
        read = current.revision;
        stopped = false;
        clash.hidden = true;
        save();
      }
    };
  }

  // Steps of the whole draft are taken back on the server: what is not kept yet is kept first.
  for (const one of document.querySelectorAll('form[data-turn]')) {
    one.addEventListener('submit', async (event) => {
      if (!changed && !busy) return;
      event.preventDefault();
      clearTimeout(timer);
      while (busy) await new Promise((done) => setTimeout(done, 50));
      await save();
      if (!changed && !stopped) one.submit();
    });
  }
  document.addEventListener('keydown', (event) => {
    const way = event.ctrlKey && event.altKey && { KeyZ: 'undo', KeyY: 'redo' }[event.code];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector(`form[data-turn="${way}"]`).requestSubmit();
  }, true);

  window.addEventListener('beforeunload', (event) => {
    if (changed || busy) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => document.hidden && save());
  return () => {
    changed = true;
    if (!stopped) say('unsaved');
    later(PAUSE);
  };
}

export function download(name, type, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
