import { AppError } from '@/core/errors';
import { onnxWords, taskReasons } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { InputSpec, NamedSignature, OutputRole, Signature, Task } from '@/core/signature';
import { type Datatype, elementCount } from '@/core/tensors';
import { requireDatatypes, withWishedShape } from '../wishes';
import { readMetadata } from './metadata';
import type { OnnxModel, ValueInfo } from './model-file';
import { guessTask, type OutputFacts } from './task';

/** What a person corrects of what the file says. */
export interface SignatureWishes {
  readonly task?: Task | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly columns?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Of one row, by input; -1 leaves a dimension open. */
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
  /** By input, or by column where the file does not say datatypes. */
  readonly datatypes?: Readonly<Record<string, string>> | undefined;
}

/** A signature before the model has run: shapes of outputs may be open. */
export interface SignatureDraft {
  readonly task: Task;
  readonly taskReason: Words;
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly (OutputFacts & { readonly role: OutputRole })[];
  readonly labels: readonly string[] | null;
  readonly description: string;
  /** A task API body that came with the model. */
  readonly sample: unknown;
  /** What was left out and why. */
  readonly remarks: readonly Sentence[];
  /** Name of the signature where the model has one. */
  readonly name?: string | undefined;
  readonly ignored?: readonly string[] | undefined;
  /** Further signatures, already tried. */
  readonly others?: Readonly<Record<string, NamedSignature>> | undefined;
}

const datatypeOf: Record<number, Datatype> = {
  1: 'FP32',
  2: 'UINT8',
  3: 'INT8',
  4: 'UINT16',
  5: 'INT16',
  6: 'INT32',
  7: 'INT64',
  8: 'BYTES',
  9: 'BOOL',
  10: 'FP16',
  11: 'FP64',
  12: 'UINT32',
  13: 'UINT64',
};
/** Elements of one row that can be asked for: 256 MiB of FP32. */
const rowElementsMax = 64 * 1024 * 1024;
const defaultSignature = 'serving_default';

/**
 * How the model is called, read from the file alone.
 * @throws AppError `MODEL_SIGNATURE_UNSUPPORTED` naming the input or output that cannot be served
 */
export function readSignature(model: OnnxModel, wishes: SignatureWishes): SignatureDraft {
  const { graph } = model;
  const words = readMetadata(model.metadata);
  const remarks: Sentence[] = [];
  const inputInfos = graph.inputs.filter((input) => !graph.initializers.has(input.name));
  requireNames('input', inputInfos);
  requireNames('output', graph.outputs);
  const inputs = inputInfos.map((info) => toInput(info, inputInfos.length, wishes, words.columns, remarks));
  requireDatatypes(inputs, wishes.datatypes);
  const outputs = graph.outputs.map(toOutput);
  const wished = wishedTask(wishes.task, words.task);
  const guess = guessTask(outputs, graph, wished, (wishes.labels ?? words.labels)?.length ?? null);
  return {
    task: guess.task,
    taskReason: guess.reason,
    inputs,
    outputs: outputs.map((output, i) => ({ ...output, role: guess.roles[i] })),
    labels: chooseLabels(outputs, guess.roles, [wishes.labels ?? null, words.labels, guess.labels], remarks),
    description: words.description,
    sample: words.sample,
    remarks,
  };
}

/** The signature as versions store it, once every shape is known. */
export function toSignature(
  draft: SignatureDraft,
  outputShapes: readonly (readonly number[])[],
  { batchable, rowless = false }: { batchable: boolean; rowless?: boolean },
): Signature {
  const outputs = draft.outputs.map(({ name, datatype, role }, i) => ({ name, datatype, shape: outputShapes[i], role }));
  const { inputs, task, taskReason, labels, ignored = [], name = defaultSignature, others = {} } = draft;
  return {
    task,
    ...inEnglish({ taskReason }),
    default: name,
    signatures: { [name]: { inputs, outputs }, ...others },
    inputs,
    outputs,
    ...(labels === null ? {} : { labels }),
    ...(ignored.length === 0 ? {} : { ignored }),
    batchable,
    ...(rowless ? { rowless } : {}),
  };
}

function wishedTask(person: Task | undefined, file: Task | null): { task: Task; reason: Sentence } | null {
  if (person !== undefined) return { task: person, reason: taskReasons.chosen() };
  return file === null ? null : { task: file, reason: taskReasons.inFile() };
}

function requireNames(kind: 'input' | 'output', infos: readonly ValueInfo[]): void {
  if (infos.length === 0) throw unsupported(kind === 'input' ? onnxWords.noInputs() : onnxWords.noOutputs());
  const names = infos.map((info) => info.name);
  const twice = names.find((name, i) => name === '' || names.indexOf(name) !== i);
  if (twice === '') throw unsupported(kind === 'input' ? onnxWords.unnamedInput() : onnxWords.unnamedOutput());
  if (twice !== undefined) throw unsupported(kind === 'input' ? onnxWords.twoInputs({ name: twice }) : onnxWords.twoOutputs({ name: twice }));
}

function tensorOf(kind: 'input' | 'output', info: ValueInfo): { datatype: Datatype; shape: readonly number[] | null } {
  const { type } = info;
  if (type.kind !== 'tensor') {
    throw unsupported(
      (kind === 'input' ? onnxWords.inputNoTensor : onnxWords.outputNoTensor)({ name: info.name, what: type.words }),
      onnxWords.exportTensors({ option: 'options={"zipmap": False}' }),
    );
  }
  const datatype = datatypeOf[type.elementType];
  if (datatype === undefined) {
    const said = { name: info.name, type: type.elementType };
    throw unsupported(kind === 'input' ? onnxWords.inputElementType(said) : onnxWords.outputElementType(said), onnxWords.castIt());
  }
  return { datatype, shape: type.shape };
}

function toInput(info: ValueInfo, inputCount: number, wishes: SignatureWishes, found: ReadonlyMap<string, readonly string[]>, remarks: Sentence[]): InputSpec {
  const { datatype, shape } = tensorOf('input', info);
  if (shape === null) throw unsupported(onnxWords.inputNoShape({ name: info.name }), onnxWords.exportShapes());
  const fixed = elementCount(shape.map((dimension) => (dimension === -1 ? 1 : dimension)));
  if (!(fixed <= rowElementsMax)) throw unsupported(onnxWords.rowTooLarge({ name: info.name, shape: shape.join(', ') }));
  const width = shape.at(-1);
  const wished = wishes.columns?.[info.name];
  if (wished !== undefined && wished.length !== width) {
    throw unsupported(
      width === -1 || width === undefined
        ? onnxWords.columnNamesFree({ given: wished.length, name: info.name })
        : onnxWords.columnNames({ given: wished.length, name: info.name, width }),
      onnxWords.matchingNames(),
    );
  }
  const own = found.get(info.name) ?? (inputCount === 1 ? found.get('') : undefined);
  if (own !== undefined && own.length !== width) remarks.push(onnxWords.columnsLeftOut({ given: own.length, name: info.name }));
  const columns = wished ?? (own?.length === width ? own : undefined);
  return { name: info.name, datatype, ...withWishedShape({ name: info.name, shape }, wishes.shapes), ...(columns === undefined ? {} : { columns }) };
}

function toOutput(info: ValueInfo): OutputFacts {
  return { name: info.name, ...tensorOf('output', info) };
}

/** Class names: a person's, the file's, the graph's, in this order; none where they would only count from 0. */
function chooseLabels(
  outputs: readonly OutputFacts[],
  roles: readonly OutputRole[],
  choices: readonly (readonly string[] | null)[],
  remarks: Sentence[],
): readonly string[] | null {
  const scores = outputs[roles.indexOf('scores')]?.shape;
  const width = scores === null || scores === undefined || scores.length < 2 ? -1 : scores[scores.length - 1];
  const classes = width === 1 ? 2 : width;
  for (const [rank, labels] of choices.entries()) {
    if (labels === null) continue;
    if (classes === -1 || labels.length === classes || !roles.includes('scores')) return isCount(labels) && rank === 2 ? null : labels;
    if (rank === 0) throw unsupported(onnxWords.labelsMismatch({ given: labels.length, classes }), onnxWords.oneLabelEach());
    remarks.push(onnxWords.labelsLeftOut({ given: labels.length, classes }));
  }
  return null;
}

function isCount(labels: readonly string[]): boolean {
  return labels.every((label, i) => label === String(i));
}

function unsupported(detail: Sentence, fix?: Sentence): AppError {
  return new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail, ...(fix === undefined ? {} : { fix }) });
}
