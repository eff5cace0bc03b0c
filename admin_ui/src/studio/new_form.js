// A form for the selected step, begun without leaving the diagram: made on the server, then bound.
import { button, node, text } from './controls.js';

const NAME = /^[a-z][a-z0-9_-]{0,59}$/;

// What the form of a step may be called: its id, or the id with a number where a form has that name.
export function freeName(id, forms) {
  const plain = id.toLowerCase().replace(/[^a-z0-9_-]/g, '_').replace(/^[^a-z]+/, '').slice(0, 50) || 'step';
  let name = plain;
  for (let number = 2; forms.includes(name); number += 1) name = `${plain}_${number}`;
  return name;
}

// `made` gets the key of the form that now exists.
export function newForm({ id, given, made }) {
  const { says, choices } = given;
  let name = freeName(id, choices.forms);
  const wrong = node('p', { class: 'wrong', role: 'alert', hidden: true });
  const tell = (sentence) => {
    wrong.textContent = sentence;
    wrong.hidden = false;
    field.querySelector('input').focus();
  };
  const field = text('newForm', says.newFormName, name, (value) => { name = value; }, { hint: says.newFormHint });
  field.addEventListener('input', (event) => { name = event.target.value.trim(); });
  const make = async (event) => {
    if (!NAME.test(name)) {
      tell(says.newFormBad);
      return;
    }
    event.target.disabled = true;
    try {
      const body = new FormData(document.getElementById('modeler-form'));
      body.set('kind', 'form');
      body.set('name', name);
      const answer = await fetch(given.newForm, { method: 'POST', body, headers: { Accept: 'application/json' } });
      const found = await answer.json();
      if (answer.status === 201) made(found.key);
      else tell(found.wrong || says.notMade);
    } catch {
      tell(says.notMade);
    }
    event.target.disabled = false;
  };
  return node('details', { class: 'new-form' }, node('summary', {}, says.newForm), field, wrong, button('makeForm', says.newForm, make));
}
