// Fills forms in form-js itself: a list of {schema, data} in; for each the keys of the fields it complains of out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// form-js wants a page to draw on; here nothing is drawn.
const element = () => ({ setAttribute() {}, classList: { add() {} }, addEventListener() {}, appendChild() {}, style: {} });
globalThis.document ??= { createElement: element, createElementNS: element, addEventListener() {}, documentElement: element(), head: element(), body: element(), querySelector: () => null };
globalThis.navigator ??= { userAgent: '' };
globalThis.window ??= globalThis;
globalThis.KeyboardEvent ??= class {};
const { Form } = createRequire(import.meta.url)('@bpmn-io/form-js-viewer');
const UNDRAWN = { renderer: ['value', {}] };

async function complaints({ schema, data }) {
  const form = new Form({ additionalModules: [UNDRAWN] });
  await form.importSchema(schema, data);
  const fields = form.get('formFieldRegistry');
  const shown = form._getState().data;
  for (const field of fields.getAll()) {
    const hide = field.conditional?.hide;
    // What drawing a field does: it is there unless its condition hides it.
    const hidden = Boolean(hide && form.get('conditionChecker').check(hide, shown));
    const expressionContextInfo = { data: shown, this: shown, parent: null, i: [] };
    if (field.key) form.get('formFieldInstanceRegistry').syncInstance(field.id, { id: field.id, hidden, indexes: {}, valuePath: [field.key], expressionContextInfo });
  }
  return Object.keys(form.submit().errors).map((id) => fields.get(id).key).sort();
}

const answers = [];
for (const one of JSON.parse(readFileSync(0, 'utf8'))) answers.push(await complaints(one));
process.stdout.write(JSON.stringify(answers));
