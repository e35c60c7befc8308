import { defineSentences } from './sentence';

/** Corrections that people make of a signature before it is published. */
export const signatureWords = defineSentences('signatures', {
  byPerson: ['It was corrected after the check.', '检查后由人员更正。'],
  notReady: [
    '{model} version {version} is {state}; a signature can be corrected once its check has passed.',
    '{model} 版本 {version} 的状态为 {state}；检查通过后才能更正签名。',
  ],
  published: [
    '{model} version {version} is published: it is in {stage:words}. Its signature stays as callers know it.',
    '{model} 版本 {version} 已发布：处于{stage:words}阶段。其签名保持调用方所知的样子。',
  ],
  deployed: [
    '{model} version {version} is published: it was deployed to {endpoints:list}. Its signature stays as callers know it.',
    '{model} 版本 {version} 已发布：曾部署到 {endpoints:list}。其签名保持调用方所知的样子。',
  ],
  registerAgain: ['Register the model again as a new version, with the corrected signature.', '请将模型注册为新版本，并附上更正后的签名。'],
  cannotBe: ['The version cannot be used so: {why:words}', '该版本无法这样使用：{why:words}'],
  lookAtOutputs: ['Look at its outputs in the signature, and choose what they give.', '请查看签名中的输出，并选择与之相符的内容。'],
  needsClasses: [
    'a classification needs an output with one class a row, or with one score a class',
    '分类需要每行给出一个类别的输出，或每个类别一个得分的输出',
  ],
  needsFigure: ['a regression needs an output of numbers', '回归需要数值输出'],
  needsCluster: [
    'a clustering needs an output with one whole number a row, or with one distance a cluster',
    '聚类需要每行给出一个整数的输出，或每个簇一个距离的输出',
  ],
  needsVector: ['an embedding needs an output with several figures a row', '嵌入需要每行给出多个数值的输出'],
  needsText: ['a generation needs an output of text', '生成需要文本输出'],
  labelsOnlyClasses: ['only a classification has labels', '只有分类才有标签'],
  labelCount: ['there are {classes:number} classes and {given:number} labels', '有 {classes:number} 个类别，却给出了 {given:number} 个标签'],
  labelTwice: ['{label} stands there twice', '{label} 出现了两次'],
  ownLabels: [
    'the model answers with these names itself ({labels:list}); they can be put in another order, not renamed',
    '模型自身以这些名称作答（{labels:list}）；可以调整顺序，但不能改名',
  ],
  noInput: ['it has no input {name}; its inputs are {names:list}', '没有输入 {name}；其输入为 {names:list}'],
  columnCount: [
    'the input {name} has {width:number} columns, and {given:number} names are given',
    '输入 {name} 有 {width:number} 列，却给出了 {given:number} 个名称',
  ],
  columnsFree: ['the number of columns of the input {name} is not fixed', '输入 {name} 的列数不固定'],
  columnTwice: ['{column} stands there twice', '{column} 出现了两次'],
  misfits: ['its answers cannot be told so: {said:words}', '无法这样表述其回答：{said:words}'],
  corrected: ['{who} corrected the signature of {model} version {version}.', '{who} 更正了 {model} 版本 {version} 的签名。'],
});
