// A drawing as PNG, made by the browser itself: twice as large, smaller where a canvas could not hold it.
const TWICE = 2;
const SIDE = 8000;
const AREA = 40_000_000;

const shown = (address) =>
  new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = address;
  });

// The PNG as a Blob, null where the browser cannot draw it.
export async function picture(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = await shown(address);
    const [width, height] = [image.naturalWidth || 1, image.naturalHeight || 1];
    const scale = Math.min(TWICE, SIDE / width, SIDE / height, Math.sqrt(AREA / (width * height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
