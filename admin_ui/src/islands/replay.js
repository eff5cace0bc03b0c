// One real case played on its diagram: what each act lit up and put out, forwards and backwards, by mouse or keyboard.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import '../diagram/diagram.css';
import Viewer from 'bpmn-js/lib/NavigatedViewer';
import { data } from '../diagram/data.js';
import { fit } from '../diagram/fit.js';
import { translate } from '../diagram/names.js';

const STATES = ['state-active', 'state-completed', 'state-cancelled'];

// What stands lit after the act with this number; counted from the beginning, so that going back is as easy.
function pictureAt(acts, at) {
  const open = new Map();
  const states = new Map();
  const flows = new Set();
  for (const act of acts.slice(0, at + 1)) {
    for (const id of act.entered) {
      open.set(id, (open.get(id) || 0) + 1);
      states.set(id, 'state-active');
    }
    for (const { element, state } of act.left) {
      open.set(element, (open.get(element) || 1) - 1);
      if (!open.get(element)) states.set(element, `state-${state}`);
    }
    for (const id of act.flows) flows.add(id);
  }
  return { states, flows };
}

async function play(box) {
  const reel = data(box.dataset.replay);
  const container = box.querySelector('.diagram-canvas');
  const viewer = new Viewer({ container });
  try {
    await viewer.importXML(reel.xml);
  } catch {
    container.hidden = true; // the list beside it says the same
    return;
  }
  translate(viewer);
  viewer.get('zoomScroll').toggle(false);
  const canvas = viewer.get('canvas');
  const known = viewer.get('elementRegistry');
  const told = box.querySelector('#told');
  const slider = box.querySelector('#at');
  const button = box.querySelector('[data-do=play]');
  const last = reel.acts.length - 1;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let shown = { states: new Map(), flows: new Set() };
  let at = 0;
  let timer = 0;

  function paint(picture) {
    for (const id of shown.states.keys()) for (const name of STATES) if (known.get(id)) canvas.removeMarker(id, name);
    for (const id of shown.flows) if (known.get(id)) canvas.removeMarker(id, 'flow-taken');
    for (const [id, name] of picture.states) if (known.get(id)) canvas.addMarker(id, name);
    for (const id of picture.flows) if (known.get(id)) canvas.addMarker(id, 'flow-taken');
    shown = picture;
  }

  function go(to) {
    at = Math.max(0, Math.min(last, to));
    paint(pictureAt(reel.acts, at));
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', reel.acts[at]?.told || '');
    told.textContent = reel.acts[at]?.told || '';
    for (const link of box.querySelectorAll('[data-at]')) {
      const here = Number(link.dataset.at) === at;
      link.closest('li').classList.toggle('replay-here', here);
      if (here) link.setAttribute('aria-current', 'step');
      else link.removeAttribute('aria-current');
    }
    const list = box.querySelector('.replay-acts');
    const item = box.querySelector(`#act-${at}`);
    if (item) list.scrollTo({ top: item.offsetTop - list.clientHeight / 2, behavior: calm ? 'auto' : 'smooth' });
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    button.textContent = box.dataset.play;
    button.setAttribute('aria-pressed', 'false');
  }

  function start() {
    if (at === last) go(0);
    button.textContent = box.dataset.pause;
    button.setAttribute('aria-pressed', 'true');
    timer = setInterval(() => {
      go(at + 1);
      if (at === last) stop();
    }, Number(box.querySelector('#speed').value));
  }

  const acts = {
    first: () => { stop(); go(0); },
    back: () => { stop(); go(at - 1); },
    next: () => { stop(); go(at + 1); },
    play: () => (timer ? stop() : start()),
  };
  for (const one of box.querySelectorAll('[data-do]')) one.addEventListener('click', acts[one.dataset.do]);
  slider.addEventListener('input', () => { stop(); go(Number(slider.value)); });
  box.querySelector('#speed').addEventListener('change', () => { if (timer) { stop(); start(); } });
  for (const link of box.querySelectorAll('[data-at]')) {
    link.addEventListener('click', (event) => { event.preventDefault(); stop(); go(Number(link.dataset.at)); });
  }
  box.querySelector('.replay-tools').hidden = false;
  told.hidden = false;
  fit(canvas);
  let wide = container.clientWidth;
  new ResizeObserver(() => {
    if (container.clientWidth === wide) return;
    wide = container.clientWidth;
    fit(canvas);
  }).observe(container);
  if (last >= 0) go(0);
  box.dataset.shown = '1';
}

for (const box of document.querySelectorAll('[data-replay]')) play(box);
