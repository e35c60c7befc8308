import { defineSentences } from './sentence';

/** What is found in models of TensorFlow, scikit-learn and MXNet, and how they were converted. */
export const nativeWords = defineSentences('native', {
  found: ['{entry}: {what:words}', '{entry}：{what:words}'],
  savedmodel: ['a TensorFlow SavedModel', 'TensorFlow SavedModel'],
  keras: ['a Keras model', 'Keras 模型'],
  'keras-h5': ['a Keras model in an HDF5 file', 'HDF5 文件中的 Keras 模型'],
  pickle: ['a pickle, as scikit-learn models are saved', 'pickle 文件（scikit-learn 模型的保存方式）'],
  skops: ['a scikit-learn model saved by skops', '由 skops 保存的 scikit-learn 模型'],
  mxnet: ['an MXNet symbol with its parameters', 'MXNet 符号及其参数'],
  severalNative: ['There are {count:number} models in it; one is needed.', '其中有 {count:number} 个模型；只需要一个。'],
  uploadOne: ['Upload one model; AI Mass keeps versions apart by itself.', '请只上传一个模型；AI Mass 会自行区分版本。'],
  noParameters: ['{file} comes without its parameters (a .params file).', '{file} 缺少其参数（.params 文件）。'],
  noSymbol: ['{file} comes without its symbol file (…-symbol.json).', '{file} 缺少其符号文件（…-symbol.json）。'],
  bothFiles: [
    'Upload both files that export wrote: …-symbol.json and ….params, as a folder or a zip.',
    '请上传导出时生成的两个文件：…-symbol.json 和 ….params，可为文件夹或 zip。',
  ],
  scanned: [
    '{globals:count:name} in the file, all of them what saved models need. Nothing was executed. {version:words}',
    '文件中有 {globals:number} 个名称，均为已保存模型所需。未执行任何内容。{version:words}',
  ],
  scannedApproved: [
    '{globals:count:name} in the file; beyond the allow-list, approved by a person: {approved:list}. Nothing was executed. {version:words}',
    '文件中有 {globals:number} 个名称；允许列表之外、已由人员批准：{approved:list}。未执行任何内容。{version:words}',
  ],
  notScanned: [
    'Nothing in this format is executed when it is read; its operators are checked when it is loaded.',
    '读取此格式不会执行任何内容；加载时会检查其算子。',
  ],
  madeBy: ['Saved by {package} {version}.', '由 {package} {version} 保存。'],
  versionUnknown: ['The file does not say which version of scikit-learn saved it.', '文件未说明由哪个版本的 scikit-learn 保存。'],
  dangerous: ['The file would run code when it is loaded: it names {names:list}.', '该文件在加载时会执行代码：其中引用了 {names:list}。'],
  saveAlone: [
    'Save the fitted model itself (of a search, its best_estimator_) with joblib.dump or skops, without functions of your own, where it was trained.',
    '请在训练处用 joblib.dump 或 skops 保存拟合后的模型本身（若为参数搜索，请保存其 best_estimator_），不含自定义函数。',
  ],
  unknownNames: [
    'The file names {names:list}, which are not on the list of what saved models need.',
    '该文件引用了 {names:list}，不在已保存模型所需的名称列表中。',
  ],
  reviewIt: [
    'Look at the names. A member with the right to approve models can let the file be loaded in the sandbox, with a reason that is kept in the audit log.',
    '请检查这些名称。有批准权限的成员可以允许在沙箱中加载该文件，其理由会记入审计日志。',
  ],
  damagedPickle: ['{file} is damaged: {why}.', '{file} 已损坏：{why}。'],
  notPickle: ['{file} is compressed, and what is inside is no model: {why}.', '{file} 是压缩文件，其内容不是模型：{why}。'],
  saveAgain: ['Save it again and upload it; compare its size with the original.', '请重新保存并上传；与原文件比较大小。'],
  sklearnTooOld: [
    'It was saved by scikit-learn {version}; the supported lines are {lines:list}.',
    '它由 scikit-learn {version} 保存；受支持的版本为 {lines:list}。',
  ],
  trainAgain: ['Train or save it again with one of these versions.', '请用其中一个版本重新训练或保存。'],
  toolchainReady: ['{line}: {package} {version}', '{line}：{package} {version}'],
  toolchainBuilding: ['{line}: {words:words}', '{line}：{words:words}'],
  loadedNative: [
    '{what}, loaded in {took:ms}, {memory:bytes} at most. {sandbox:words}',
    '{what}，加载用时 {took:ms}，内存最多 {memory:bytes}。{sandbox:words}',
  ],
  converted: ['Converted to ONNX ({precision}) in {took:ms}.', '已在 {took:ms} 内转换为 ONNX（{precision}）。'],
  convertedRepairs: [
    'Converted to ONNX ({precision}) in {took:ms}, with {repairs:list}.',
    '已在 {took:ms} 内转换为 ONNX（{precision}），使用了 {repairs:list}。',
  ],
  notConverted: ['It stays in its own framework: {why:words}', '它保留在自身框架中运行：{why:words}'],
  askedNative: ['It was registered to run in its own framework.', '注册时选择在自身框架中运行。'],
  cannotConvert: ['the converter says: {said}', '转换器提示：{said}'],
  cannotRunConverted: ['ONNX Runtime refuses what the converter made: {said:words}', 'ONNX Runtime 拒绝转换结果：{said:words}'],
  parityPassed: [
    '{samples:number} rows answered alike: at most {maxAbs} apart, tolerance {tolerance}.{labels:words}{batch:words}{speed:words}',
    '{samples:number} 行的结果一致：最大相差 {maxAbs}，容差 {tolerance}。{labels:words}{batch:words}{speed:words}',
  ],
  labelsAgree: [' All labels agree.', '所有标签一致。'],
  labelsTie: [' {share} % of the labels agree; in the other rows two classes score alike.', '{share} % 的标签一致；其余各行中两个类别得分相同。'],
  batchInvariant: [' Rows alone and rows together give the same.', '逐行与多行一起的结果相同。'],
  batchVariant: [' Rows together differ from rows alone, so rows are run one by one.', '多行一起与逐行不同，因此逐行运行。'],
  speed: [' A row took {before} ms in its own framework and takes {after} ms now.', '每行在自身框架中用时 {before} 毫秒，现在用时 {after} 毫秒。'],
  parityFailed: [
    'the converted model answers differently: {output} is up to {maxAbs} apart (tolerance {tolerance}), {agreement} % of its labels agree',
    '转换后的模型回答不同：{output} 最大相差 {maxAbs}（容差 {tolerance}），{agreement} % 的标签一致',
  ],
  onnxWanted: ['It was registered for the ONNX runtime and does not convert: {why:words}', '注册时要求使用 ONNX 运行时，但无法转换：{why:words}'],
  registerAuto: ['Register it with the runtime auto or native.', '请以 auto 或 native 运行时注册。'],
  cannotLoad: ['Its own framework cannot load it: {said}', '其自身框架无法加载：{said}'],
  noAnswer: ['It loads but does not answer a sample: {said}', '可以加载，但无法回答样本：{said}'],
  loadWhereMade: [
    'Load it where it was made with the same versions; if that works, report it with the file.',
    '请在制作处用相同版本加载；如果可行，请附上文件报告此问题。',
  ],
  taskOfEstimator: ['{what} says so.', '由 {what} 得知。'],
  taskUnknown: ['Nothing in the model says what it is for.', '模型中没有说明其用途。'],
  toolStopped: ['The framework process ended ({why}).', '框架进程已结束（{why}）。'],
});
