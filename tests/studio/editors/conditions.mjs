// What the condition builder makes of each of a JSON list of texts: what it read, and that written again.
import { readFileSync } from 'node:fs';
import { read, write } from '../../../admin_ui/src/studio/feel/simple.js';

const texts = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map((text) => {
  const found = typeof text === 'string' ? read(text) : text;
  return found && { ...found, feel: write(found) };
})));
