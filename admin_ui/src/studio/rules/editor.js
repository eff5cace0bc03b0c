// dmn-js with tables and expressions, and the picture of how decisions need each other; the rest stays as it is, out of sight.
import EditingManager from 'dmn-js-shared/lib/base/EditingManager';
import DecisionTableEditor from 'dmn-js-decision-table/lib/Editor';
import LiteralExpressionEditor from 'dmn-js-literal-expression/lib/Editor';
import { ZH } from './words.js';

const drawn = (element) => element.dmnDI?.diagrams?.some((one) => one.diagramElements?.length);
const decides = (element, logic) => element.$type === 'dmn:Decision' && element.decisionLogic?.$type === logic;

// `Drd` draws how decisions need each other; none when there is one only.
export function editorOf(Drd, options) {
  class Editor extends EditingManager {
    _getViewProviders() {
      return [
        { id: 'decisionTable', constructor: DecisionTableEditor, opens: (element) => decides(element, 'dmn:DecisionTable') },
        { id: 'literalExpression', constructor: LiteralExpressionEditor, opens: (element) => decides(element, 'dmn:LiteralExpression') },
        ...(Drd ? [{ id: 'drd', constructor: Drd, opens: (element) => element.$type === 'dmn:Definitions' && drawn(element) }] : []),
      ];
    }

    // A table is what somebody comes for; the picture is one click away.
    _getInitialView(views, preferred) {
      return super._getInitialView(views.filter((one) => one.type !== 'drd'), preferred) || views[0];
    }
  }
  return new Editor(options);
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
