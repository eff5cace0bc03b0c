// The only script of an ordinary page: htmx, told by the page's meta tag to bring no styles of its own.
import 'htmx.org';

// Pages say what they want in data attributes and roles; nothing here knows a particular page.
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
});

// What is wrong is said first, also to somebody who does not see the page.
const sayWhatIsWrong = () => document.getElementById('error-summary')?.focus();
document.addEventListener('htmx:after:swap', (event) => {
  if (event.target.querySelector?.('#error-summary')) sayWhatIsWrong();
});
sayWhatIsWrong();
document.body.dataset.ready = '1';
