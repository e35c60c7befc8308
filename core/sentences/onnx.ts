import { defineSentences } from './sentence';

/** What is read from ONNX files, and why one cannot be served. */
export const onnxWords = defineSentences('onnx', {
  severalModels: [
    'The upload holds {count:number} ONNX models, and it is not clear which one is meant.',
    '上传中有 {count:number} 个 ONNX 模型，无法确定是哪一个。',
  ],
  nameOne: ['Name the one that shall be served model.onnx, or upload it alone.', '请将要提供服务的命名为 model.onnx，或单独上传。'],
  damaged: ['{path} begins like an ONNX model but is damaged: {why:words}.', '{path} 的开头像 ONNX 模型，但已损坏：{why:words}。'],
  endsEarly: ['it ends before its operator sets', '在其算子集之前就结束了'],
  noGraph: ['it has no graph', '没有计算图'],
  compareAndCheck: [
    'Compare its length with the original, test it with onnx.checker.check_model, and upload it again.',
    '请与原文件比较长度，用 onnx.checker.check_model 检测后重新上传。',
  ],
  noModel: ['The upload holds no model: {path} is {look:words}.', '上传中没有模型：{path} 是{look:words}。'],
  noneIsModel: ['None of the {files:number} files of the upload is a model.', '上传的 {files:number} 个文件都不是模型。'],
  look: ['{path}: {look:words}', '{path}：{look:words}'],
  andMore: ['and {more:number} more', '另有 {more:number} 个'],
  lookedFor: [
    'Looked for a model of ONNX, TensorFlow, scikit-learn and MXNet in every file, by content and not by name.',
    '已按内容而非名称在每个文件中查找 ONNX、TensorFlow、scikit-learn 和 MXNet 模型。',
  ],
  uploadModel: [
    'Upload the model as its own tools save it, or a zip or tar.gz that holds it.',
    '请按模型自身工具保存的形式上传，或上传包含它的 zip 或 tar.gz。',
  ],
  weightsUnsafe: ['The weights of {tensor} are said to be in {location}, which {what:words}.', '{tensor} 的权重据称位于 {location}，而它{what:words}。'],
  notInUpload: ['is not in the upload', '不在上传内容中'],
  notPlainFile: ['is not a plain file', '不是普通文件'],
  outsideFolder: ['lies outside the folder of the model', '位于模型文件夹之外'],
  noFilePath: ['is not the path of a file', '不是文件路径'],
  tooShort: [
    'has {size:number} bytes, too few for bytes {from:number} to {to:number}',
    '只有 {size:number} 字节，不足以容纳第 {from:number} 到 {to:number} 字节',
  ],
  uploadTogether: ['Upload {model} and {weights} together, as a zip or a folder.', '请将 {model} 和 {weights} 以 zip 或文件夹一起上传。'],
  saveBeside: [
    'Save the model with all weights in files beside it: onnx.save(model, "model.onnx", save_as_external_data=True, location="weights.bin").',
    '请将所有权重保存在模型旁的文件中：onnx.save(model, "model.onnx", save_as_external_data=True, location="weights.bin")。',
  ],
  cannotLoad: ['ONNX Runtime cannot load the model: {said}', 'ONNX Runtime 无法加载模型：{said}'],
  exportAgain: [
    'Load it where it was made with the onnxruntime package, and export it again for opset 18.',
    '请在制作处用 onnxruntime 包加载，并以 opset 18 重新导出。',
  ],
  irTooNew: ['The file has IR version {version}; the runtime reads up to {most}.', '文件的 IR 版本为 {version}；运行时最多支持 {most}。'],
  opsetTooNew: ['The model uses {domain} opset {version}; the runtime knows up to {most}.', '模型使用 {domain} opset {version}；运行时最多支持 {most}。'],
  saveForOpset: [
    'Save it for opset 18 and IR version 10: set target_opset when exporting, or use onnx.version_converter.convert_version(model, 18).',
    '请保存为 opset 18 和 IR 版本 10：导出时设置 target_opset，或使用 onnx.version_converter.convert_version(model, 18)。',
  ],
  customOperator: [
    'The model uses the operator {operator} of {domain}, which the runtime does not have.',
    '模型使用了 {domain} 的算子 {operator}，而运行时没有该算子。',
  ],
  noForeignCode: [
    'Custom operators need a library of their own, and code that comes with a model is not loaded.',
    '自定义算子需要自己的库，而随模型提供的代码不会被加载。',
  ],
  standardOperators: ['Export the model with standard ONNX operators only.', '请仅使用标准 ONNX 算子导出模型。'],
  noOpset: ['The file does not say which version of {domain} its operators have; it may be cut short.', '文件未说明其 {domain} 算子的版本；它可能被截断。'],
  compareAndUpload: ['Compare its length with the original and upload it again.', '请与原文件比较长度并重新上传。'],
  recognised: ['{path} is {what:words}; it cannot be served yet.', '{path} 是{what:words}，尚无法部署。'],
  convert: ['Convert it to ONNX and upload that. {how:words}', '请将其转换为 ONNX 后上传。{how:words}'],
  saveEstimator: [
    'Save the whole estimator (XGBClassifier, LGBMRegressor, …) with joblib.dump(model, file) and upload that.',
    '请用 joblib.dump(model, file) 保存整个估计器（XGBClassifier、LGBMRegressor 等）后上传。',
  ],
  saveSavedModel: [
    'Save the whole model with model.export(folder) or tf.saved_model.save(model, folder), and upload the folder.',
    '请用 model.export(folder) 或 tf.saved_model.save(model, folder) 保存整个模型，并上传该文件夹。',
  ],
  loadAndRun: ['Load it and run {code}.', '加载后运行 {code}。'],
  exportWith: ['Load the model and export it with {code}.', '加载模型并用 {code} 导出。'],
  noInputs: ['The model has no inputs.', '模型没有输入。'],
  noOutputs: ['The model has no outputs.', '模型没有输出。'],
  unnamedInput: ['An input of the model has no name.', '模型有一个输入没有名称。'],
  unnamedOutput: ['An output of the model has no name.', '模型有一个输出没有名称。'],
  twoInputs: ['Two inputs of the model are named {name}.', '模型有两个输入都名为 {name}。'],
  twoOutputs: ['Two outputs of the model are named {name}.', '模型有两个输出都名为 {name}。'],
  inputNoTensor: ['The input {name} is {what}; only tensors can be served.', '输入 {name} 的类型是 {what}；只有张量可以提供服务。'],
  outputNoTensor: ['The output {name} is {what}; only tensors can be served.', '输出 {name} 的类型是 {what}；只有张量可以提供服务。'],
  exportTensors: [
    'Export the model so that it takes and gives tensors; for scikit-learn pass {option} to the converter.',
    '请导出为输入输出都是张量的模型；对 scikit-learn 请向转换器传入 {option}。',
  ],
  inputElementType: ['The input {name} has element type {type} of ONNX, which cannot be served.', '输入 {name} 的 ONNX 元素类型为 {type}，无法提供服务。'],
  outputElementType: ['The output {name} has element type {type} of ONNX, which cannot be served.', '输出 {name} 的 ONNX 元素类型为 {type}，无法提供服务。'],
  castIt: ['Cast it to FLOAT, INT64 or STRING.', '请将其转换为 FLOAT、INT64 或 STRING。'],
  inputNoShape: ['The input {name} has no shape.', '输入 {name} 没有形状。'],
  exportShapes: [
    'Export the model with the shapes of its inputs; use a named dimension for what may vary.',
    '请连同输入形状导出模型；可变的维度使用命名维度。',
  ],
  rowTooLarge: ['One row of the input {name} has [{shape}] elements, more than can be served.', '输入 {name} 的一行有 [{shape}] 个元素，超出可服务的范围。'],
  columnNames: [
    '{given:number} column names were given for the input {name}, which has {width:number} columns.',
    '为输入 {name} 给出了 {given:number} 个列名，而它有 {width:number} 列。',
  ],
  columnNamesFree: [
    '{given:number} column names were given for the input {name}, which has a free number of columns.',
    '为输入 {name} 给出了 {given:number} 个列名，而其列数不固定。',
  ],
  matchingNames: ['Register the version again with matching names.', '请以匹配的名称重新注册该版本。'],
  columnsLeftOut: [
    'The file names {given:number} columns for {name}, which does not have as many; the names are left out.',
    '文件为 {name} 命名了 {given:number} 列，与其列数不符；已忽略这些名称。',
  ],
  labelsMismatch: [
    '{given:number} labels were given, the model has {classes:number} classes.',
    '给出了 {given:number} 个标签，而模型有 {classes:number} 个类别。',
  ],
  oneLabelEach: ['Register the version again with one label a class.', '请以每类一个标签重新注册该版本。'],
  labelsLeftOut: [
    '{given:number} labels stand in the file, the model has {classes:number} classes; they are left out.',
    '文件中有 {given:number} 个标签，而模型有 {classes:number} 个类别；已忽略这些标签。',
  ],
});

/** What files look like, to stand inside the sentences above. */
export const fileLooks = defineSentences('fileLooks', {
  empty: ['an empty file', '空文件'],
  gitLfs: ['a Git LFS pointer, not the file it points to', 'Git LFS 指针，而非其指向的文件'],
  webPage: ['a web page', '网页'],
  hdf5: ['an HDF5 file', 'HDF5 文件'],
  numpy: ['a NumPy array', 'NumPy 数组'],
  pickle: ['a Python pickle', 'Python pickle'],
  text: ['text that begins with {start}', '以 {start} 开头的文本'],
  unknown: ['data of an unknown kind', '未知类型的数据'],
  tensorflowLite: ['a TensorFlow Lite model', 'TensorFlow Lite 模型'],
  pytorch: ['a PyTorch checkpoint', 'PyTorch 检查点'],
  booster: ['a booster that XGBoost or LightGBM has saved by itself', 'XGBoost 或 LightGBM 单独保存的提升模型'],
  checkpoint: ['a TensorFlow checkpoint: weights without the model', 'TensorFlow 检查点：只有权重，没有模型'],
  frozenGraph: ['a frozen graph of TensorFlow 1', 'TensorFlow 1 的冻结图'],
  safetensors: ['a safetensors file', 'safetensors 文件'],
});

/** Tasks inside sentences. */
export const taskWords = defineSentences('tasks', {
  regress: ['regress', '回归'],
  classify: ['classify', '分类'],
  cluster: ['cluster', '聚类'],
  embed: ['embed', '嵌入'],
  generate: ['generate', '生成'],
  custom: ['custom', '自定义'],
});

/** Why a model's task is what it is. */
export const taskReasons = defineSentences('taskReasons', {
  chosen: ['It was chosen when the version was registered.', '在注册该版本时选定。'],
  inFile: ['The model file says so (aimass.task).', '模型文件如此说明（aimass.task）。'],
  smallestDistance: ['{output} is the position of the smallest of several distances.', '{output} 是多个距离中最小者的位置。'],
  oneClass: ['{output} names one class a row.', '{output} 为每行给出一个类别。'],
  oneClassBy: ['{output} names one class a row; the operator {operator} chooses it.', '{output} 为每行给出一个类别，由算子 {operator} 选出。'],
  noneFits: ['Its outputs fit none of the known tasks.', '其输出不符合任何已知任务。'],
  softmax: ['{output} comes from a softmax over the classes.', '{output} 来自对类别的 softmax。'],
  sigmoid: ['{output} comes from a sigmoid: the probability of the second of two classes.', '{output} 来自 sigmoid：两个类别中第二个的概率。'],
  figurePerLabel: ['{output} has one figure for each of the {labels:number} labels.', '{output} 为 {labels:number} 个标签各给出一个数值。'],
  oneFigure: ['{output} is one figure a row.', '{output} 每行一个数值。'],
  vector: ['{output} is a vector a row.', '{output} 每行一个向量。'],
  unclear: ['{output} could mean several things; choose a task if it is one of the known ones.', '{output} 可能有多种含义；如属于已知任务，请选择。'],
});
