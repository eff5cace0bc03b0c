// The only script of an ordinary page: htmx, told by the page's meta tag to bring no styles of its own.
import 'htmx.org';

const dialog = document.getElementById('dialog');

// Pages say what they want in data attributes and roles; nothing here knows a particular page.
document.addEventListener('click', (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on('[data-print]')) window.print();
  // What Enter in a text presses (see forms/fields.html): with scripts there is nothing to redraw.
  if (on('[data-still]')) event.preventDefault();
  if (on('[data-close]') && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
  const phrase = on('[data-phrase]');
  if (phrase) {
    const text = document.getElementById(phrase.dataset.phrase);
    text.setRangeText(phrase.textContent, text.selectionStart, text.selectionEnd, 'end');
    text.focus();
  }
});
dialog?.addEventListener('close', () => dialog.replaceChildren());

// What went wrong in the background stands in one place until the same question is answered well, or it was read.
const trouble = document.getElementById('trouble');
let asked = null;
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.response.status >= 400) asked = ctx.sourceElement;
  else if (asked === ctx.sourceElement) trouble.replaceChildren();
});
document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx.response) return;
  asked = ctx.sourceElement;
  trouble.replaceChildren(Object.assign(document.createElement('p'), { className: 'notice notice-warn', textContent: trouble.dataset.away }));
});
trouble.addEventListener('click', (event) => event.target.closest('[data-calm]') && trouble.replaceChildren());

// What is wrong is said first, also to somebody who does not see the page.
const sayWhatIsWrong = () => {
  (dialog?.open ? dialog : document).querySelector('.error-summary[tabindex]')?.focus();
};
document.addEventListener('htmx:after:swap', (event) => {
  if (dialog?.firstElementChild && !dialog.open) dialog.showModal();
  if (event.target.querySelector?.('.error-summary') || dialog?.open) sayWhatIsWrong();
});
sayWhatIsWrong();
document.body.dataset.ready = '1';
