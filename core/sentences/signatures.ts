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
  otherRank: [
    'a row of the input {name} has the shape {shape}, and {given} has another number of dimensions',
    '输入 {name} 的一行形状为 {shape}，而 {given} 的维数不同',
  ],
  fixedDimension: [
    'the file says that dimension {place} of the input {name} is {size}, not {given}',
    '文件说明输入 {name} 的第 {place} 维为 {size}，而不是 {given}',
  ],
  batchStaysFree: ['the number of rows of a request stays free', '请求的行数保持不定'],
  wholeSizes: ['a size is a whole number from 1', '大小须为不小于 1 的整数'],
  allSizes: ['MXNet needs a size for every dimension', 'MXNet 需要每一维的大小'],
  fileDatatype: ['the file says that {name} is {own}, not {given}', '文件说明 {name} 是 {own}，而不是 {given}'],
  notOffered: ['{name} can be {offered:either}, not {given}', '{name} 可以是 {offered:either}，不能是 {given}'],
  noInputOrColumn: ['it has no input and no column {name}; its inputs are {names:list}', '没有输入或列 {name}；其输入为 {names:list}'],
  columnsShare: ['the columns of {name} share one datatype', '{name} 的各列共用一种数据类型'],
  asTheFileSays: ['Leave it as the file says, or save the model anew.', '请保持文件所述，或重新保存模型。'],
  fileSays: ['The file says so.', '文件如此说明。'],
  fileLeavesOpen: ['The file leaves it open: any size, or one that you give.', '文件未固定：可为任意大小，或由您指定。'],
  numberAssumed: ['scikit-learn files do not say the datatypes of columns: a number is assumed.', 'scikit-learn 文件不记录列的数据类型：假定为数值。'],
  textLearned: ['It was fitted on texts here.', '此处以文本训练。'],
  readsText: ['It reads one text a row.', '每行读取一段文本。'],
  fittedColumns: ['It was fitted on so many columns.', '模型以这么多列训练。'],
  mxnetAnswers: ['MXNet takes numbers as FP32.', 'MXNet 以 FP32 接收数值。'],
  shapeFound: ['MXNet files do not say it: the first layer or model-shapes.json did.', 'MXNet 文件不记录形状：由首层或 model-shapes.json 得出。'],
  saidByPerson: ['A person said so.', '由人员指定。'],
  checkedAgain: [
    '{who} corrected datatypes or shapes of {model} version {version}; the check runs again.',
    '{who} 更正了 {model} 版本 {version} 的数据类型或形状；检查重新进行。',
  ],
  taken: ['The correction of {model} version {version} was taken: it passed the check anew.', '{model} 版本 {version} 的更正已采用：重新检查已通过。'],
  notTaken: [
    'The correction of {model} version {version} was not taken, and it keeps its signature and proof: {why:words}',
    '{model} 版本 {version} 的更正未被采用，签名和证明保持不变：{why:words}',
  ],
  underCorrection: [
    'The signature of {model} version {version} is being corrected: its check runs again.',
    '{model} 版本 {version} 的签名正在更正：检查重新进行中。',
  ],
  misfits: ['its answers cannot be told so: {said:words}', '无法这样表述其回答：{said:words}'],
  corrected: ['{who} corrected the signature of {model} version {version}.', '{who} 更正了 {model} 版本 {version} 的签名。'],
});
