// Evaluates a JSON list of expressions with feelin and prints a JSON list of what each gives.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';

const variables = { x: 5, y: [1, 2, 3], 金额: 1500, 区域: 'B', form: { age: 30, city: '临江' } };

function answer(text) {
  try {
    const { value } = evaluate(text, variables);
    return { value: typeof value === 'function' ? null : value ?? null };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

const texts = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map(answer)));
