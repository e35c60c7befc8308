import { type Defined, defineSentences, type Sentence } from './sentence';

/** What the Python files of frameworks/ refuse models with: they name these sentences and say what fills them. What a library said stays as it said it. */
export const pythonWords = defineSentences('python', {
  noSample: ['It answers no sample: {said}', '它无法回答任何样本：{said}'],
  holdsClass: ['The file holds the class {name}, not a fitted estimator of it.', '文件中是类 {name}，而不是其拟合后的估计器。'],
  saveFitted: ['Save the object that fit was called on.', '请保存调用过 fit 的对象。'],
  holdsBooster: ['The file holds a Booster of {package} alone, without the estimator around it.', '文件中只有 {package} 的 Booster，缺少其外层的估计器。'],
  saveWhole: [
    'Save the whole estimator (XGBClassifier, LGBMRegressor, …) with joblib.dump(model, file).',
    '请用 joblib.dump(model, file) 保存整个估计器（XGBClassifier、LGBMRegressor 等）。',
  ],
  holdsBeside: [
    'The file holds a model and, beside it, {names}: how they follow one another is not said.',
    '文件中有一个模型，另有 {names}：未说明它们的先后顺序。',
  ],
  joinThem: ['Join them, make_pipeline(scaler, model), and save the pipeline.', '请用 make_pipeline(scaler, model) 将其连接，并保存该流水线。'],
  groupsOnly: ['{name} groups the rows it was fitted on and cannot predict for new ones.', '{name} 只对拟合时的行分组，无法对新的行进行预测。'],
  useClusterer: [
    'Use a clusterer with a predict method, such as KMeans, or train a classifier on its labels.',
    '请使用带 predict 方法的聚类器（如 KMeans），或用其标签训练分类器。',
  ],
  holdsSeveral: [
    'The file holds a {type} with {count} models ({names}), not one fitted estimator.',
    '文件中是含 {count} 个模型（{names}）的 {type}，而不是一个拟合后的估计器。',
  ],
  holdsOther: ['The file holds a {type}, not one fitted estimator.', '文件中是 {type}，而不是一个拟合后的估计器。'],
  saveOneAlone: ['Save the estimator or pipeline alone: joblib.dump(model, file).', '请单独保存该估计器或流水线：joblib.dump(model, file)。'],
  notFitted: ['{name} was saved without being fitted.', '{name} 在保存前未拟合。'],
  fitFirst: ['Fit it before it is saved.', '请先拟合再保存。'],
  takesDictionaries: ['It takes dictionaries (DictVectorizer), which have no fixed columns.', '它接收字典（DictVectorizer），没有固定的列。'],
  useColumns: ['Use a ColumnTransformer on named columns.', '请对具名列使用 ColumnTransformer。'],
  columnsUnknown: ['{name} does not say how many columns it takes.', '{name} 未说明它接收多少列。'],
  fitRecently: ['Fit it with a recent scikit-learn and save it again.', '请用较新的 scikit-learn 拟合并重新保存。'],
  neitherPredicts: ['{name} can neither predict nor transform.', '{name} 既不能预测也不能转换。'],
  namesUnneeded: ['The file names {name}, which no saved model needs.', '文件引用了 {name}，已保存的模型都不需要它。'],
  notInstalled: ['The file needs {name}, and {package} is not installed in this toolchain.', '文件需要 {name}，而此工具链中未安装 {package}。'],
  notInVersion: ['The file needs {name}, which this version of {package} does not have.', '文件需要 {name}，而此版本的 {package} 中没有它。'],
  namesNoClass: ['The file names {name}, which is neither a class nor a function.', '文件引用了 {name}，它既不是类也不是函数。'],
  changesCode: ['The file changes {name}, which no saved model does.', '文件会更改 {name}，已保存的模型都不会这样做。'],
  oldJoblib: ['It was saved by joblib 0.9 or older.', '它由 joblib 0.9 或更早版本保存。'],
  recentJoblib: ['Save it again with a recent joblib.', '请用较新的 joblib 重新保存。'],
  readsNamedFiles: [
    '{name} takes names of files (input={input}) and would read what a caller names.',
    '{name} 接收文件名（input={input}），会读取调用方指定的文件。',
  ],
  fitOnContent: ["Fit it with input='content'.", "请以 input='content' 拟合。"],
  weightsAlone: ['The file holds weights alone, without the model that they belong to.', '文件中只有权重，缺少其所属的模型。'],
  saveWholeKeras: [
    'Save the whole model, model.save("model.keras"), not with save_weights, and upload that.',
    '请保存整个模型 model.save("model.keras")，而不是 save_weights，并上传该文件。',
  ],
  damaged: ['The file is damaged or incomplete: {said}', '文件已损坏或不完整：{said}'],
  saveKerasAgain: ['Save it again with model.save and upload it.', '请用 model.save 重新保存并上传。'],
  namesVocabulary: ['Its configuration names a file to read: {file}.', '其配置指定了要读取的文件：{file}。'],
  giveWords: ['Give the words themselves to the layer, and save it again.', '请将词表本身传给该层，并重新保存。'],
  holdsLambda: ['It holds a layer of the kind {name}, which is Python code inside the file.', '其中有 {name} 类型的层，即文件内的 Python 代码。'],
  holdsPathLayer: ['It holds a layer of the kind {name}, which loads a SavedModel from a path.', '其中有 {name} 类型的层，它会从某个路径加载 SavedModel。'],
  holdsPickle: ['It holds a layer of the kind {name}, which is a pickle.', '其中有 {name} 类型的层，它是一个 pickle。'],
  holdsCodeLayer: ['It holds a layer of the kind {name}, which is code inside the file.', '其中有 {name} 类型的层，即文件内的代码。'],
  kerasLayersAlone: ['Use layers of Keras alone, or export a SavedModel with model.export.', '请只使用 Keras 的层，或用 model.export 导出 SavedModel。'],
  callsOutside: ['It calls {name}, which reaches outside the model.', '它调用 {name}，超出了模型的范围。'],
  hiddenName: ['It uses the hidden name {name}.', '它使用了隐藏名称 {name}。'],
  noKerasLayer: ['It names {name}, which is no layer of Keras.', '它引用了 {name}，这不是 Keras 的层。'],
  notOfKeras: ['It needs {name}, which is not part of Keras.', '它需要 {name}，这不属于 Keras。'],
  exportCustom: [
    'Custom layers are not part of the file: export a SavedModel with model.export(folder) and upload that folder.',
    '自定义层不包含在文件中：请用 model.export(folder) 导出 SavedModel 并上传该文件夹。',
  ],
  weightsElsewhere: ['Its weights {name} lie in another file.', '其权重 {name} 位于另一个文件中。'],
  kerasRefuses: ['Keras refuses it as unsafe: {said}', 'Keras 认为它不安全而拒绝加载：{said}'],
  kerasCannot: ['Keras cannot load it: {said}', 'Keras 无法加载它：{said}'],
  tensorflowCannot: ['TensorFlow cannot load it: {said}', 'TensorFlow 无法加载它：{said}'],
  uploadFolder: ['Save it again and upload the whole folder.', '请重新保存并上传整个文件夹。'],
  noSignature: ['The SavedModel has no signature with inputs and outputs.', '该 SavedModel 没有带输入和输出的签名。'],
  saveWithSignatures: ['Save it with signatures=…, or with model.export.', '请用 signatures=… 或 model.export 保存。'],
  seemsRagged: [
    'It seems to take a ragged or sparse tensor, in parts that must fit one another: {said}',
    '它似乎接收不规则或稀疏张量，且各部分须相互匹配：{said}',
  ],
  denseTensors: ['Export a signature whose inputs and outputs are dense tensors.', '请导出输入和输出均为稠密张量的签名。'],
  noPlainTensor: ['{name} of its signature is no plain tensor.', '其签名中的 {name} 不是普通张量。'],
  typeUnserved: ['{name} of its signature holds {type}, which cannot be served.', '其签名中的 {name} 的类型为 {type}，无法提供服务。'],
  castIt: ['Cast it in the served function.', '请在被服务的函数中进行类型转换。'],
  noShape: ['The input {name} has no shape.', '输入 {name} 没有形状。'],
  giveInputSignature: ['Give it an input_signature with a shape.', '请为其指定带形状的 input_signature。'],
  operatorsOutside: ['The SavedModel holds operators that reach outside the model: {names}.', '该 SavedModel 含有超出模型范围的算子：{names}。'],
  removeOutside: [
    'Remove file, network and Python operators from the served function and save it again.',
    '请从被服务的函数中移除文件、网络和 Python 算子，并重新保存。',
  ],
  operatorsUnlisted: [
    'The SavedModel holds operators that are not on the list of those that are served: {names}.',
    '该 SavedModel 含有不在可服务列表中的算子：{names}。',
  ],
  ownOperators: [
    "Save it with TensorFlow's own operators, without those of input pipelines, of other packages or of accelerators.",
    '请只使用 TensorFlow 自身的算子保存，不含输入管道、其他软件包或加速器的算子。',
  ],
  secondGraph: [
    'Beside saved_model.pb lies {file}, a second graph that some readers take instead.',
    '除 saved_model.pb 外还有 {file}，某些读取程序会改用这第二个图。',
  ],
  savedModelAlone: ['Upload the folder as it was saved, with saved_model.pb alone.', '请上传保存时的原文件夹，其中只有 saved_model.pb。'],
  noSavedModel: ['saved_model.pb is damaged: it is no SavedModel.', 'saved_model.pb 已损坏：它不是 SavedModel。'],
  compareSize: ['Compare its size with the original and upload it again.', '请与原文件比较大小，并重新上传。'],
  noServeTag: ['The SavedModel has no graph with the tag serve (its tags: {tags}).', '该 SavedModel 没有带 serve 标签的图（其标签：{tags}）。'],
  saveWithTag: ['Save it with tf.saved_model.save or model.export.', '请用 tf.saved_model.save 或 model.export 保存。'],
  assetOutside: ['The SavedModel names an asset outside its folder: {name}.', '该 SavedModel 引用了其文件夹之外的资源：{name}。'],
  saveWithAssets: ['Save it again with its assets.', '请连同其资源重新保存。'],
  noVariables: ['The SavedModel has variables, but its folder variables/ is missing.', '该 SavedModel 有变量，但缺少其 variables/ 文件夹。'],
  uploadAll: ['Upload the whole folder: saved_model.pb, variables/ and assets/.', '请上传整个文件夹：saved_model.pb、variables/ 和 assets/。'],
  symbolUnreadable: ['The symbol file cannot be read: {said}', '无法读取符号文件：{said}'],
  symbolDamaged: ['The symbol file is damaged: {said}', '符号文件已损坏：{said}'],
  parametersUnreadable: ['The parameter file cannot be read: {said}', '无法读取参数文件：{said}'],
  arraysUnnamed: ['The parameter file holds arrays without names.', '参数文件中的数组没有名称。'],
  exportAgain: ['Export it again with net.export or save_checkpoint.', '请用 net.export 或 save_checkpoint 重新导出。'],
  parametersLack: ['The parameter file lacks {names}.', '参数文件缺少 {names}。'],
  rightParameters: ['Upload the .params file that was saved with this symbol file.', '请上传与此符号文件一同保存的 .params 文件。'],
  shapeUnknown: ['The files do not say which shape the input {name} has.', '文件未说明输入 {name} 的形状。'],
  giveShape: [
    'Register it with the shape of one row, for example {example}, or add a model-shapes.json.',
    '请在注册时指定一行的形状，例如 {example}，或添加 model-shapes.json。',
  ],
  noAnswerToShapes: ['It does not answer inputs of the shapes {shapes}: {said}', '它无法回答形状为 {shapes} 的输入：{said}'],
  giveRowShape: ['Give the shape of one row when registering it.', '请在注册时指定一行的形状。'],
  symbolUnlisted: ['The symbol holds operators that are not on the list of those that are served: {names}.', '该符号含有不在可服务列表中的算子：{names}。'],
  ownMxnetOperators: ["Export the network with MXNet's own operators alone.", '请只使用 MXNet 自身的算子导出网络。'],
});

/** Why a pickle, or a file of its kind, cannot be read; each stands behind "is damaged:". */
export const pickleFaults = defineSentences('pickleFaults', {
  statePlain: ['it gives a state to a plain value', '它为普通值设置了状态'],
  arraysElsewhere: ['its arrays lie in other files, as joblib 0.9 and older wrote them', '其数组位于其他文件中（joblib 0.9 及更早版本的写法）'],
  negativeSize: ['an array has a negative size', '某个数组的大小为负数'],
  typeUnknown: ["an array's type is not understood", '无法识别某个数组的类型'],
  endsInArray: ['it ends within an array', '它在某个数组中途结束'],
  unpacksTooLarge: ['it unpacks to more than 8 GiB', '解压后超过 8 GiB'],
  savedByOldJoblib: ['it was saved by joblib 0.9 or older; save it again with a recent joblib', '它由 joblib 0.9 或更早版本保存；请用较新的 joblib 重新保存'],
  lz4: [
    'it is compressed with lz4, which is not supported; save it with joblib.dump(model, file, compress=3)',
    '它使用了不受支持的 lz4 压缩；请用 joblib.dump(model, file, compress=3) 保存',
  ],
  tooDeepOrLarge: ['it is nested too deeply or needs too much memory to be read', '它嵌套过深，或读取所需内存过多'],
  tooDeep: ['it is nested too deeply', '它嵌套过深'],
  noPickle: ['it ends too early or is no pickle ({said})', '它过早结束或不是 pickle（{said}）'],
  cannotUnpack: ['it cannot be unpacked ({said})', '无法解压（{said}）'],
  cannotRead: ['it cannot be read ({said})', '无法读取（{said}）'],
  scanMemory: ['reading it takes more than 2 GiB of memory', '读取它需要超过 2 GiB 的内存'],
  scanTime: ['reading it takes more than two minutes', '读取它超过两分钟'],
  scanEnded: ['reading it ended with {how}: {said}', '读取时终止（{how}）：{said}'],
});

type ByName = Readonly<Record<string, Defined & ((params: Readonly<Record<string, string>>) => Sentence)>>;
/** By names that are known only when they arrive; a sentence takes what it needs of what it is given. */
const sentences = pythonWords as unknown as ByName;
const faults = pickleFaults as unknown as ByName;

/** A sentence that Python named; null for a name that is none. What fills it comes from a process that strangers' files were loaded in: it is only text. */
export function pythonSentence(name: string, params: Readonly<Record<string, string>>): Sentence | null {
  return Object.hasOwn(sentences, name) ? sentences[name](params) : null;
}

/** Why the scan could not read a file. */
export function faultSentence({ phrase, said }: { readonly phrase: string; readonly said: string }): Sentence | string {
  return Object.hasOwn(faults, phrase) ? faults[phrase]({ said }) : said;
}
