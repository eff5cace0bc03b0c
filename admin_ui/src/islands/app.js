// The only script of an ordinary page: htmx, told by the page's meta tag to bring no styles of its own.
import 'htmx.org';

const dialog = document.getElementById('dialog');

// Pages say what they want in data attributes and roles; nothing here knows a particular page.
document.addEventListener('click', (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on('[data-print]')) window.print();
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
