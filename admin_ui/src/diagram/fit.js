// Show the whole diagram with a margin, never larger than life, and no taller than it needs to be.
const LOWEST = 200;
const HIGHEST = 560;

export function fit(canvas, { side = 12, top = 44, bottom = 40 } = {}) {
  const container = canvas.getContainer().parentElement.parentElement;
  const { inner } = canvas.viewbox();
  const wide = container.clientWidth;
  if (!wide || !inner.width) return;
  const scale = Math.min(1, (wide - 2 * side) / inner.width, (HIGHEST - top - bottom) / inner.height);
  const high = Math.max(LOWEST, Math.round(inner.height * scale) + top + bottom);
  container.style.height = `${high}px`;
  canvas.resized();
  const width = wide / scale;
  canvas.viewbox({ x: inner.x - (width - inner.width) / 2, y: inner.y - top / scale, width, height: high / scale });
}
