import { batchModeOf, encodeResponse } from './codecs';
import { AppError, isAppError } from './errors';
import type { Sentence } from './sentences/sentence';
import { signatureWords as words } from './sentences/signatures';
import { inEnglish } from './sentences/stored';
import type { OutputRole, OutputSpec, Signature, Task } from './signature';
import { allocate, elementCount, type Tensor } from './tensors';

/** What a person corrects of a signature; null takes names away. */
export interface SignatureChange {
  readonly task?: Task | undefined;
  readonly labels?: readonly string[] | null | undefined;
  /** Names of the last dimension's columns, by input. */
  readonly columns?: Readonly<Record<string, readonly string[] | null>> | undefined;
}

/**
 * The signature with a person's corrections. Names, datatypes and shapes of inputs and outputs are the model's own and stay.
 * @throws AppError `VALIDATION_FAILED` where the outputs cannot be what is asked, with the pointer below `/signature`
 */
export function changeSignature(signature: Signature, change: SignatureChange): Signature {
  const task = change.task ?? signature.task;
  const outputs = task === signature.task ? signature.outputs : withRoles(signature, task);
  const inputs = change.columns === undefined ? signature.inputs : withColumns(signature, change.columns);
  const { labels: known, sentences: _said, taskReason, ...rest } = signature;
  const labels = change.labels === undefined ? (task === 'classify' ? known : undefined) : (change.labels ?? undefined);
  if (change.labels !== undefined && labels !== undefined) requireLabels(signature, { task, outputs, labels });
  const why = task === signature.task ? { taskReason, sentences: signature.sentences } : inEnglish({ taskReason: words.byPerson() });
  const changed: Signature = {
    ...rest,
    task,
    ...why,
    inputs,
    outputs,
    signatures: { ...signature.signatures, [signature.default]: { inputs, outputs } },
    ...(labels === undefined ? {} : { labels }),
  };
  requireSayable(changed);
  return changed;
}

/** What each output means to another task, judged by datatype and shape. */
function withRoles(signature: Signature, task: Task): OutputSpec[] {
  const given = signature.outputs.map((output) => ({ output, width: widthOf(signature, output), isFloat: output.datatype.startsWith('FP') }));
  type Given = (typeof given)[number];
  const first = (...tests: ((one: Given) => boolean)[]): Given | undefined => {
    for (const test of tests) {
      const found = given.find(test);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const isRow = ({ output }: Given): boolean => innerOf(signature, output).length <= 1;
  const isWhole = ({ output, width }: Given): boolean => output.datatype.includes('INT') && width === 1;
  const isText = ({ output, width }: Given): boolean => output.datatype === 'BYTES' && width === 1;
  const isFigures = (one: Given): boolean => one.isFloat && isRow(one);
  const roles = new Map<OutputSpec, OutputRole>();
  const give = (role: OutputRole, found: Given | undefined): boolean => {
    if (found !== undefined && !roles.has(found.output)) roles.set(found.output, role);
    return found !== undefined;
  };
  const refuse = (why: Sentence): never => refused('/signature/task', why);
  if (task === 'classify') {
    const named = give('label', first(isWhole, isText));
    const scored = give(
      'scores',
      first((one) => isFigures(one) && /prob|score|softmax|logit/i.test(one.output.name), isFigures),
    );
    if (!named && !scored) refuse(words.needsClasses());
  } else if (task === 'regress') {
    if (
      !give(
        'value',
        first((one) => isFigures(one) && one.width === 1, isFigures, isWhole),
      )
    )
      refuse(words.needsFigure());
  } else if (task === 'cluster') {
    const named = give('label', first(isWhole));
    const far = give(
      'distances',
      first((one) => isFigures(one) && one.width !== 1),
    );
    if (!named && !far) refuse(words.needsCluster());
  } else if (task === 'embed') {
    if (
      !give(
        'vector',
        first(
          (one) => isFigures(one) && one.width !== 1,
          (one) => one.isFloat && one.width !== 1,
        ),
      )
    )
      refuse(words.needsVector());
  } else if (task === 'generate' && !given.some(({ output }) => output.datatype === 'BYTES')) refuse(words.needsText());
  return signature.outputs.map((output) => ({ ...output, role: roles.get(output) ?? 'other' }));
}

function innerOf(signature: Signature, output: OutputSpec): readonly number[] {
  return batchModeOf(signature) === 'none' ? output.shape : output.shape.slice(1);
}

/** Values a row; null where that is free. */
function widthOf(signature: Signature, output: OutputSpec): number | null {
  const inner = innerOf(signature, output);
  return inner.includes(-1) ? null : elementCount(inner);
}

function withColumns(signature: Signature, columns: NonNullable<SignatureChange['columns']>): Signature['inputs'] {
  const names = signature.inputs.map(({ name }) => name);
  for (const [name, given] of Object.entries(columns)) {
    const pointer = `/signature/columns/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const input = signature.inputs.find((one) => one.name === name);
    if (input === undefined) return refused(pointer, words.noInput({ name: name.slice(0, 100), names }));
    const width = input.shape.at(-1);
    if (given === null) continue;
    if (width === undefined || width === -1) return refused(pointer, words.columnsFree({ name }));
    if (given.length !== width) return refused(pointer, words.columnCount({ name, width, given: given.length }));
    const twice = given.find((column, i) => given.indexOf(column) !== i);
    if (twice !== undefined) return refused(pointer, words.columnTwice({ column: twice }));
  }
  return signature.inputs.map(({ columns: known, ...input }) => {
    const given = Object.hasOwn(columns, input.name) ? columns[input.name] : known;
    return given === null || given === undefined ? input : { ...input, columns: given };
  });
}

function requireLabels(signature: Signature, { task, outputs, labels }: Pick<Signature, 'task' | 'outputs'> & { readonly labels: readonly string[] }): void {
  const refuse = (why: Sentence): never => refused('/signature/labels', why);
  if (task !== 'classify') refuse(words.labelsOnlyClasses());
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) refuse(words.labelTwice({ label: twice }));
  const scores = outputs.find(({ role }) => role === 'scores');
  const width = scores === undefined ? null : widthOf(signature, scores);
  const classes = width === 1 ? 2 : width;
  if (classes !== null && classes !== labels.length) refuse(words.labelCount({ classes, given: labels.length }));
  const own = ownLabels(signature, outputs);
  if (own !== null && [...own].sort().join('\n') !== [...labels].sort().join('\n')) refuse(words.ownLabels({ labels: own.slice(0, 20) }));
}

/** Names that the model itself answers with: its label is text, or a number that is not the place among the labels. */
function ownLabels({ labels }: Signature, outputs: readonly OutputSpec[]): readonly string[] | null {
  const label = outputs.find(({ role }) => role === 'label');
  if (label === undefined || labels === undefined) return null;
  return label.datatype === 'BYTES' || labels.every((one) => /^-?\d+$/.test(one)) ? labels : null;
}

/** One row of zeros must be told as callers would get it. */
function requireSayable(signature: Signature): void {
  const whole = batchModeOf(signature) === 'none';
  const outputs = signature.outputs.map(({ name, datatype, shape }): Tensor => {
    const sized = shape.map((dimension, i) => (dimension === -1 || (i === 0 && !whole) ? 1 : dimension));
    return { name, datatype, shape: sized, data: allocate(datatype, elementCount(sized)) };
  });
  const request = { signature: signature.default, rows: 1, id: null, outputs: [], binaryOutputs: false, parameters: {} };
  try {
    encodeResponse({ protocol: 'task', model: '', version: 0, variant: '' }, '', request, outputs, signature);
  } catch (error) {
    if (!isAppError(error)) throw error;
    refused('/signature', words.misfits({ said: error.details.detail ?? error.message }));
  }
}

function refused(pointer: string, why: Sentence): never {
  throw new AppError('VALIDATION_FAILED', { detail: words.cannotBe({ why }), fix: words.lookAtOutputs(), errors: [{ pointer, detail: why }] });
}

/** A stored sample's body by place instead of by the names of columns, which may change. */
export function withoutColumnNames(request: unknown, { inputs }: Signature): unknown {
  const [{ columns, name }, second] = inputs;
  if (columns === undefined || second !== undefined || typeof request !== 'object' || request === null || !('rows' in request)) return request;
  if (!Array.isArray(request.rows)) return request;
  const rows = request.rows.map((row: unknown) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row) || Object.keys(row).join() === name) return row;
    return columns.map((column) => (row as Record<string, unknown>)[column]);
  });
  return { ...request, rows };
}
