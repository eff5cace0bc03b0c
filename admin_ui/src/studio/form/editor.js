// form-js as the drawing board of a form: without its own panel, which ours replaces, and with the reader's words.
import { FormEditor } from '@bpmn-io/form-js-editor';
import { ZH } from './words.js';

const ATTRIBUTES = ['title', 'placeholder', 'aria-label'];
// New components carry texts in English, which are no texts of ours.
const NAMELESS = new Set(['separator', 'spacer', 'expression']);

function named(types, language) {
  function Labels(formFields) {
    for (const [type, field] of Object.entries(formFields._formFields)) {
      const { config } = field;
      if (!types[type]) continue;
      config.name = types[type];
      const create = config.create;
      config.create = (options = {}) => {
        const made = create(options);
        if (options.label === undefined && made.label !== undefined && !NAMELESS.has(type)) made.label = types[type];
        if (Array.isArray(made.values) && options.values === undefined) made.values = [{ label: language === 'en' ? 'Option' : '选项', value: 'value' }];
        return made;
      };
    }
  }
  Labels.$inject = ['formFields'];
  return Labels;
}

const NO_PANEL = { attachTo() {}, detach() {}, registerProvider() {} };

class Board extends FormEditor {
  _getModules() {
    return [...super._getModules(), { __init__: ['labels'], labels: ['type', named(this._words.types, this._words.language)], propertiesPanel: ['value', NO_PANEL] }];
  }

  _createInjector(options, container) {
    const { words, ...rest } = options;
    this._words = words;
    return super._createInjector(rest, container);
  }
}

// What the library says in English alone is put into the reader's language as it appears.
function translate(place) {
  const text = (node) => {
    const told = ZH[node.data.trim()];
    if (told && told !== node.data) node.data = told;
  };
  const element = (node) => {
    for (const name of ATTRIBUTES) {
      const told = ZH[node.getAttribute(name)];
      if (told && told !== node.getAttribute(name)) node.setAttribute(name, told);
    }
  };
  const all = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    element(root);
    for (const one of root.querySelectorAll('*')) element(one);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) text(walker.currentNode);
    return undefined;
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'childList') addedNodes.forEach(all);
      else if (type === 'characterData') text(target);
      else element(target);
    }
  }).observe(place, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}

export function board(container, { types, language }) {
  if (language !== 'en') translate(container);
  // A parent elsewhere keeps the library from making room for a panel of its own.
  return new Board({ container, words: { types, language }, propertiesPanel: { parent: document.createElement('div') } });
}
