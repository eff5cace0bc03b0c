// The names of a diagram in the reader's language, from its own labels (tb:label); what has none keeps its name.

// A label was drawn as wide as the Chinese name; no word of another may be broken for that.
const WORD = 96;

export function translate(viewer, language = document.documentElement.lang) {
  const known = viewer.get('elementRegistry');
  const events = viewer.get('eventBus');
  for (const element of known.filter((one) => one.parent && !one.labelTarget)) {
    const name = named(element.businessObject, language);
    if (!name) continue;
    element.businessObject.name = name;
    for (const label of element.labels || []) widen(label, element);
    for (const shape of [element, ...(element.labels || [])]) {
      events.fire('element.changed', { element: shape, gfx: known.getGraphics(shape) });
    }
  }
}

function named({ extensionElements }, language) {
  const labels = (extensionElements?.values || []).filter(({ $type, lang }) => $type === 'tb:label' && lang === language);
  return labels[0]?.name;
}

function widen(label, element) {
  const more = WORD - label.width;
  if (more <= 0) return;
  // Beside its element it grows away from it, above or below to both sides.
  if (label.x + label.width <= element.x) label.x -= more;
  else if (label.x < element.x + element.width) label.x -= more / 2;
  label.width = WORD;
}
