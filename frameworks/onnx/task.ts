import { taskReasons } from '@/core/sentences/onnx';
import type { Sentence } from '@/core/sentences/sentence';
import type { OutputRole, OutputSpec, Task } from '@/core/signature';
import type { OnnxGraph } from './model-file';
import { type Origin, originOf } from './origin';

export interface TaskGuess {
  readonly task: Task;
  readonly reason: Sentence;
  readonly roles: readonly OutputRole[];
  /** Class names that the graph itself holds. */
  readonly labels: readonly string[] | null;
}

/** An output as read from the file; the shape may be unknown until the model has run. */
export interface OutputFacts extends Omit<OutputSpec, 'role' | 'shape'> {
  readonly shape: readonly number[] | null;
}

interface Output extends OutputFacts {
  readonly origin: Origin;
  /** Values a row; null where unknown. */
  readonly width: number | null;
  readonly isFloat: boolean;
}

const classifiers = new Set(['LinearClassifier', 'TreeEnsembleClassifier', 'SVMClassifier', 'ArgMax', 'TopK']);
const regressors = new Set(['LinearRegressor', 'TreeEnsembleRegressor', 'SVMRegressor']);
const labelName = /label|class|^y$|predict|cluster/i;
const scoreName = /prob|score|softmax|logit|confidence/i;
const distanceName = /distance|score|dist/i;
/** Of a mixture: how likely each cluster is. */
const shareName = /prob/i;
const vectorName = /embed|vector|feature|pooled|hidden|encod/i;

/**
 * What a model is for, judged by its outputs and the operators that make them. `wished` comes from the file or from a person and then decides the task;
 * the outputs' roles follow from it.
 */
export function guessTask(
  outputs: readonly OutputFacts[],
  graph: OnnxGraph,
  wished: { task: Task; reason: Sentence } | null,
  labelCount: number | null,
): TaskGuess {
  const known = outputs.map(
    (output): Output => ({ ...output, origin: originOf(graph, output.name), width: widthOf(output.shape), isFloat: output.datatype.startsWith('FP') }),
  );
  const { task, reason } = wished ?? judge(known, labelCount);
  const roles = rolesFor(task, known);
  const named = known.filter((_output, i) => roles[i] === 'label' || roles[i] === 'scores').find((output) => output.origin.labels !== null);
  return { task, reason, roles, labels: named?.origin.labels ?? null };
}

function judge(outputs: readonly Output[], labelCount: number | null): { task: Task; reason: Sentence } {
  const label = labelOf(outputs);
  if (label?.origin.operator === 'ArgMin') return { task: 'cluster', reason: taskReasons.smallestDistance({ output: label.name }) };
  if (label !== undefined && (classifiers.has(label.origin.operator) || outputs.some((output) => output.isFloat && output !== label))) {
    return {
      task: 'classify',
      reason: classifiers.has(label.origin.operator)
        ? taskReasons.oneClassBy({ output: label.name, operator: label.origin.operator })
        : taskReasons.oneClass({ output: label.name }),
    };
  }
  const floats = outputs.filter((output) => output.isFloat);
  const [only] = floats;
  if (floats.length !== 1 || outputs.length !== 1) return { task: 'custom', reason: taskReasons.noneFits() };
  const isOneARow = (only.shape?.length ?? 2) <= 2; // an image of classes is no class
  if (isOneARow && (only.origin.operator === 'Softmax' || only.origin.operator === 'LogSoftmax'))
    return { task: 'classify', reason: taskReasons.softmax({ output: only.name }) };
  if (only.origin.operator === 'Sigmoid' && only.width === 1) return { task: 'classify', reason: taskReasons.sigmoid({ output: only.name }) };
  if (labelCount !== null && only.width === labelCount)
    return { task: 'classify', reason: taskReasons.figurePerLabel({ output: only.name, labels: labelCount }) };
  if (regressors.has(only.origin.operator) || only.width === 1) return { task: 'regress', reason: taskReasons.oneFigure({ output: only.name }) };
  if (vectorName.test(only.name) && (only.width ?? 2) > 1) return { task: 'embed', reason: taskReasons.vector({ output: only.name }) };
  return { task: 'custom', reason: taskReasons.unclear({ output: only.name }) };
}

/** The output that holds one class, or one cluster, a row. */
function labelOf(outputs: readonly Output[]): Output | undefined {
  const isOneARow = ({ shape, width }: Output): boolean => (width === 1 || width === null) && (shape?.[0] ?? 1) < 2;
  const fit = outputs.filter((output) => (output.datatype.includes('INT') || output.datatype === 'BYTES') && isOneARow(output));
  return (
    fit.find((output) => classifiers.has(output.origin.operator) || output.origin.operator === 'ArgMin') ?? fit.find((output) => labelName.test(output.name))
  );
}

function rolesFor(task: Task, outputs: readonly Output[]): OutputRole[] {
  const chosen = new Map<Output, OutputRole>();
  const give = (output: Output | undefined, role: OutputRole): void => {
    if (output !== undefined && !chosen.has(output)) chosen.set(output, role);
  };
  const floats = outputs.filter((output) => output.isFloat);
  const named = (pattern: RegExp): Output | undefined => floats.find((output) => pattern.test(output.name)) ?? floats[0];
  if (task === 'classify') {
    give(labelOf(outputs), 'label');
    give(named(scoreName), 'scores');
  } else if (task === 'cluster') {
    give(labelOf(outputs) ?? outputs.find((output) => output.datatype.includes('INT')), 'label');
    const figures = named(distanceName);
    give(figures, figures !== undefined && shareName.test(figures.name) ? 'scores' : 'distances');
  } else if (task === 'regress') give(floats.find((output) => output.width === 1) ?? floats[0] ?? outputs[0], 'value');
  else if (task === 'embed') give(named(vectorName), 'vector');
  return outputs.map((output) => chosen.get(output) ?? 'other');
}

/** Values a row, where all but the first dimension are fixed. */
function widthOf(shape: readonly number[] | null): number | null {
  if (shape === null) return null;
  const inner = shape.slice(1);
  return inner.includes(-1) ? null : inner.reduce((product, dimension) => product * dimension, 1);
}
