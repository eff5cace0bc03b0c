// dmn-js with tables and expressions only; what other files of the standard hold stays as it is, out of sight.
import EditingManager from 'dmn-js-shared/lib/base/EditingManager';
import DecisionTableEditor from 'dmn-js-decision-table/lib/Editor';
import LiteralExpressionEditor from 'dmn-js-literal-expression/lib/Editor';
import { ZH } from './words.js';

const decides = (element, logic) => element.$type === 'dmn:Decision' && element.decisionLogic?.$type === logic;

export class Editor extends EditingManager {
  _getViewProviders() {
    return [
      { id: 'decisionTable', constructor: DecisionTableEditor, opens: (element) => decides(element, 'dmn:DecisionTable') },
      { id: 'literalExpression', constructor: LiteralExpressionEditor, opens: (element) => decides(element, 'dmn:LiteralExpression') },
    ];
  }
}

export function translator(language, missing) {
  return {
    translate: ['value', (template, replacements = {}) => {
      if (language !== 'en' && !(template in ZH) && /[A-Za-z]{3}/.test(template)) missing.add(template);
      const told = (language !== 'en' && ZH[template]) || template;
      return told.replace(/{([^}]+)}/g, (whole, key) => replacements[key.trim()] ?? whole);
    }],
  };
}
