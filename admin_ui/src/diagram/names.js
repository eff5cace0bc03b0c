// The names of a diagram in the reader's language, from its own labels (tb:label); what has none keeps its name.

// A label was drawn as wide as the Chinese name; no word of another may be broken for that.
const WORD = 96;
// A letter of a label (11 px) and the white beside it, on the generous side.
const LETTER = 6.5;
const WHITE = 6;

export function translate(viewer, language = document.documentElement.lang) {
  const known = viewer.get('elementRegistry');
  const events = viewer.get('eventBus');
  for (const element of known.filter((one) => one.parent && !one.labelTarget)) {
    const name = named(element.businessObject, language);
    if (!name) continue;
    element.businessObject.name = name;
    for (const label of element.labels || []) widen(label, element, name);
    for (const shape of [element, ...(element.labels || [])]) {
      events.fire('element.changed', { element: shape, gfx: known.getGraphics(shape) });
    }
  }
}

function named({ extensionElements }, language) {
  const labels = (extensionElements?.values || []).filter(({ $type, lang }) => $type === 'tb:label' && lang === language);
  return labels[0]?.name;
}

function widen(label, element, name) {
  // A line has little room around it: its label is as wide as its words. Of a shape, several words share a usual width.
  const apart = name.includes(' ') && !element.waypoints;
  const wide = apart ? WORD : Math.min(WORD, name.length * LETTER + WHITE);
  const more = wide - label.width;
  if (more <= 0) return;
  // A label grows away from what it stands beside; above or below that, to both sides.
  const beside = label.x + label.width / 2 - middle(label, element);
  if (Math.abs(beside) < 5) label.x -= more / 2;
  else if (beside < 0) label.x -= more;
  label.width = wide;
}

// Across: where the shape has its middle, or the line that goes down where the label stands; along a line, the label itself.
function middle(label, { x, width, waypoints }) {
  if (!waypoints) return x + width / 2;
  const high = label.y + label.height / 2;
  const down = waypoints.find((one, number) => {
    const before = waypoints[number - 1];
    return before && before.x === one.x && (before.y - high) * (one.y - high) <= 0;
  });
  return down ? down.x : label.x + label.width / 2;
}
