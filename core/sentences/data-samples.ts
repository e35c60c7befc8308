import { defineSentences } from './sentence';

/** Rows that a person attached to a version, and how it answers them. */
export const dataSampleWords = defineSentences('dataSamples', {
  cannotRead: ['The data sample {file} cannot be read: {why:words}', '无法读取数据样本 {file}：{why:words}'],
  formsAre: [
    'Give CSV with a header line, JSON such as {example}, or an NPY array; every row as the signature says.',
    '请提供带标题行的 CSV、形如 {example} 的 JSON，或 NPY 数组；每行须符合签名。',
  ],
  tooManyRows: ['it has {rows:number} rows; at most {most:number} are taken', '共有 {rows:number} 行；最多接受 {most:number} 行'],
  tooLarge: ['its rows take {size:bytes} as tensors; at most {most:bytes} are taken', '其各行作为张量占用 {size:bytes}；最多接受 {most:bytes}'],
  fileTooLarge: ['The data sample {file} has {size:bytes}; at most {most:bytes} are taken.', '数据样本 {file} 为 {size:bytes}；最多接受 {most:bytes}。'],
  fewerRows: ['Attach fewer rows: a few hundred tell as much.', '请附加较少的行：几百行就足够说明问题。'],
  noTarget: ['it has no column {target}; its columns are {columns:list}', '没有列 {target}；现有的列为 {columns:list}'],
  noTargetIn: ['row {row:number} has no {target}', '第 {row:number} 行没有 {target}'],
  targetInNpy: ['an NPY array has no columns with names, so none can be the target {target}', 'NPY 数组没有列名，因此无法以 {target} 为目标列'],
  otherCount: ['there are {targets:number} labels for {rows:number} rows', '{rows:number} 行却有 {targets:number} 个标签'],
  twoTargets: ['it has labels beside the rows and the target {target} in them', '除各行外另有标签，且行内还有目标列 {target}'],
  targetKind: ['the label of row {row:number} is neither text nor a number', '第 {row:number} 行的标签既不是文本也不是数字'],
  nameTarget: ['If one of its columns holds the right answers, name it as the target.', '如果其中一列是正确答案，请将其指定为目标列。'],
  notANumber: ['The target of row {row:number} is {value}, not a number.', '第 {row:number} 行的目标值为 {value}，不是数字。'],
  severalFigures: ['The model gives {figures:number} figures a row, and the target is one column.', '模型每行给出 {figures:number} 个数值，而目标只有一列。'],
  notFinite: ['Its answer to row {row:number} is {value}, which cannot be compared.', '它对第 {row:number} 行的回答是 {value}，无法比较。'],
  noAnswer: ['The version does not answer its data sample: {said:words}', '该版本无法回答其数据样本：{said:words}'],
  lookAtRows: ['Look at the rows, and attach the sample again.', '请检查各行，然后重新附加样本。'],
  failed: ['The server failed while evaluating the data sample.', '服务器在评估数据样本时发生故障。'],
  attachAgain: ['Attach it again; the log of control says what happened.', '请重新附加；控制进程的日志说明了原因。'],
  leftOut: [' The data sample was left out: {why:words}', ' 未包含数据样本：{why:words}'],
  joined: [' {rows:count:row} of them are of the data sample.', ' 其中 {rows:number} 行来自数据样本。'],
  attached: ['{who} attached a data sample to {model} version {version}.', '{who} 为 {model} 版本 {version} 附加了数据样本。'],
  removed: ['{who} removed the data sample of {model} version {version}.', '{who} 移除了 {model} 版本 {version} 的数据样本。'],
  evaluated: ['{model} version {version} answered its data sample.', '{model} 版本 {version} 已回答其数据样本。'],
  notEvaluated: ['{model} version {version} could not be evaluated: {why:words}', '无法评估 {model} 版本 {version}：{why:words}'],
  noSampleThere: ['{model} version {version} has no data sample.', '{model} 版本 {version} 没有数据样本。'],
  onlyReady: [
    '{model} version {version} is {state}; rows can be attached to a version that is Ready.',
    '{model} 版本 {version} 的状态为 {state}；只能为就绪的版本附加数据。',
  ],
});
