// The live diagram: path taken, state of each step, who has it and how many days are left.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import '../diagram/diagram.css';
import Viewer from 'bpmn-js/lib/NavigatedViewer';
import { data } from '../diagram/data.js';
import { fit } from '../diagram/fit.js';
import { translate } from '../diagram/names.js';

function badge({ badge: text, light, title }) {
  const node = document.createElement('div');
  node.className = `diagram-badge diagram-badge-${light || 'normal'}`;
  node.textContent = text;
  node.title = title || text;
  return node;
}

function paint(viewer, { elements = {}, flows = [] }) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const known = viewer.get('elementRegistry');
  for (const [id, state] of Object.entries(elements)) {
    if (!known.get(id)) continue;
    canvas.addMarker(id, `state-${state.state}`);
    if (state.badge) overlays.add(id, { position: { bottom: 8, left: 0 }, html: badge(state), scale: { min: 0.85 } });
  }
  for (const id of flows) if (known.get(id)) canvas.addMarker(id, 'flow-taken');
}

async function show(container) {
  const drawn = data(container.dataset.diagram);
  container.parentElement.hidden = false; // without scripts nobody looks at an empty frame
  const viewer = new Viewer({ container });
  try {
    await viewer.importXML(drawn.xml);
  } catch {
    container.hidden = true; // the step list beside the diagram says the same
    return;
  }
  translate(viewer);
  paint(viewer, drawn);
  const canvas = viewer.get('canvas');
  // The wheel belongs to the page; the diagram is dragged, and zoomed with its own buttons.
  viewer.get('zoomScroll').toggle(false);
  const zoom = (factor) => canvas.zoom(canvas.zoom() * factor);
  const tools = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => fit(canvas) };
  for (const button of container.parentElement.querySelectorAll('[data-zoom]')) {
    button.hidden = false;
    button.addEventListener('click', tools[button.dataset.zoom]);
  }
  fit(canvas);
  let wide = container.clientWidth;
  new ResizeObserver(() => {
    if (container.clientWidth === wide) return;
    wide = container.clientWidth;
    fit(canvas);
  }).observe(container);
  container.dataset.shown = '1';
}

for (const container of document.querySelectorAll('[data-diagram]')) show(container);
