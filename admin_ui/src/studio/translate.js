// The modeler's own words in Chinese: the community's dictionary, and what it lacks.
import known from 'bpmn-js-i18n/translations/zn.js';

const OWN = {
  'Activate hand tool': '移动画布',
  'Activate lasso tool': '框选',
  'Activate create/remove space tool': '腾出或收拢空间',
  'Activate global connect tool': '连线',
  'User task': '人工环节',
  'Business rule task': '决策表',
  'Receive task': '等待消息',
  'Service task': '自动环节',
  'Exclusive gateway': '排他网关',
  'Parallel gateway': '并行网关',
  'Inclusive gateway': '包容网关',
  'Milestone event': '里程碑事件',
  'Append user task': '添加人工环节',
  'Start event': '开始',
  'End event': '结束',
  'Timer intermediate catch event': '等待一段时间',
  'Open minimap': '打开缩略图',
  'Close minimap': '收起缩略图',
  'Search in diagram': '在图中查找',
  Search: '查找',
  'Change element': '更改类型',
  'Change type': '更改类型',
  Delete: '删除',
  Remove: '删除',
  'Connect to other element': '连到另一个元素',
  'Connect using association': '用关联线连接',
  'Connect using sequence/message flow or association': '用流向、消息流或关联线连接',
  'Append element': '添加元素',
  'Add text annotation': '添加批注',
};
const ZH = { ...known, ...OWN };

export function translator(language, missing) {
  return {
    translate: [
      'value',
      (template, replacements = {}) => {
        if (language === 'zh' && !(template in ZH) && /[A-Za-z]{2}/.test(template)) missing.add(template);
        const told = (language === 'zh' && ZH[template]) || template;
        return told.replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
      },
    ],
  };
}
