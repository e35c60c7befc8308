import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import type { OutputRole, Signature } from '../signature';
import { elementCount, type Tensor } from '../tensors';
import { batchModeOf, type RequestParameters } from './decoded-request';
import { elementNumber, elementText, nestedText } from './elements';

/** Who answered, as it stands in every task API answer. */
export interface AnswerHead {
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly requestId: string;
}

/**
 * The task API's answer: one prediction a row, in order. FP32 is written as the shortest decimal that reads back as the same float32;
 * a not-finite figure is the string "NaN", "Infinity" or "-Infinity".
 */
export function encodeTaskResponse(outputs: readonly Tensor[], rows: number, signature: Signature, parameters: RequestParameters, head: AnswerHead): string {
  const predictions = predictionTexts(outputs, rows, signature, parameters);
  return `{"task":${JSON.stringify(signature.task)},"predictions":[${predictions.join(',')}],"model":${JSON.stringify(head.model)},"version":${head.version},"variant":${JSON.stringify(head.variant)},"requestId":${JSON.stringify(head.requestId)}}`;
}

function predictionTexts(outputs: readonly Tensor[], rows: number, signature: Signature, parameters: RequestParameters): string[] {
  const byRole = (role: OutputRole): Row | null => {
    const spec = signature.outputs.find((output) => output.role === role);
    const tensor = spec && outputs.find((output) => output.name === spec.name);
    return tensor ? new Row(tensor, rows, signature) : null;
  };
  const each = (write: (row: number) => string): string[] => Array.from({ length: rows }, (_, row) => write(row));
  switch (signature.task) {
    case 'classify': {
      const label = byRole('label');
      const scores = byRole('scores');
      if (label === null && scores === null) break;
      return each((row) => classText(label, scores, row, signature.labels, parameters));
    }
    case 'regress': {
      const value = byRole('value');
      if (value !== null) return each((row) => `{"value":${value.text(row)}}`);
      break;
    }
    case 'cluster': {
      const label = byRole('label');
      const distances = byRole('distances');
      const scores = byRole('scores');
      if (label === null && distances === null && scores === null) break;
      return each((row) => clusterText(label, { distances, scores }, row));
    }
    case 'embed': {
      const vector = byRole('vector');
      if (vector !== null) return each((row) => `{"vector":${vector.text(row)}}`);
      break;
    }
    default:
      break;
  }
  const all = outputs.map((tensor) => [tensor.name, new Row(tensor, rows, signature)] as const);
  return each((row) => `{"outputs":{${all.map(([name, values]) => `${JSON.stringify(name)}:${values.text(row)}`).join(',')}}}`);
}

/** One output cut into rows. */
class Row {
  readonly tensor: Tensor;
  readonly #inner: readonly number[];
  readonly width: number;

  constructor(tensor: Tensor, rows: number, signature: Signature) {
    const whole = batchModeOf(signature) === 'none';
    if (!whole && tensor.shape[0] !== rows) {
      throw new AppError('MODEL_ERROR', { detail: inferenceWords.outputShape({ rows, name: tensor.name, shape: tensor.shape.join(', ') }) });
    }
    this.tensor = tensor;
    this.#inner = whole ? tensor.shape : tensor.shape.slice(1);
    this.width = elementCount(this.#inner);
  }

  /** The row's values; a single one stands bare. */
  text(row: number): string {
    if (this.width === 1) return elementText(this.tensor, row);
    return nestedText(this.tensor, this.#inner, row * this.width);
  }

  number(row: number, column: number): number {
    return elementNumber(this.tensor, row * this.width + column);
  }

  element(row: number, column: number): string {
    return elementText(this.tensor, row * this.width + column);
  }
}

function classText(label: Row | null, scores: Row | null, row: number, labels: readonly string[] | undefined, parameters: RequestParameters): string {
  const width = scores?.width ?? 0;
  const said = label === null ? null : label.tensor.datatype === 'BYTES' ? (JSON.parse(label.element(row, 0)) as string) : label.element(row, 0);
  const chosen = classIndex(said, scores, row, labels, width);
  const nameOf = (index: number): string => labels?.[index] ?? String(index);
  const name = labels?.[chosen] ?? said ?? nameOf(chosen);
  if (scores === null || width === 0) return `{"label":${JSON.stringify(name)}}`;
  if (width === 1) return `{"label":${JSON.stringify(binaryName(said, scores.number(row, 0), labels) ?? name)},"score":${scores.element(row, 0)}}`;
  // a label that the model names otherwise than its labels say has no place among the scores: the highest is its own
  const score = scores.element(row, chosen < 0 ? classIndex(null, scores, row, labels, width) : Math.min(chosen, width - 1));
  if (parameters.probabilities === false) return `{"label":${JSON.stringify(name)},"score":${score}}`;
  const ranked = Array.from({ length: width }, (_, i) => i);
  if (parameters.topK !== undefined) ranked.sort((a, b) => scores.number(row, b) - scores.number(row, a) || a - b).splice(parameters.topK);
  const probabilities = ranked.map((i) => `${JSON.stringify(nameOf(i))}:${scores.element(row, i)}`);
  return `{"label":${JSON.stringify(name)},"score":${score},"probabilities":{${probabilities.join(',')}}}`;
}

/** Where a model gives one figure for two classes, it is the second one's. */
function binaryName(said: string | null, score: number, labels: readonly string[] | undefined): string | null {
  if (said !== null) return null;
  const index = score >= 0.5 ? 1 : 0;
  return labels?.[index] ?? String(index);
}

/** Which class was chosen: the model's own label where it gives one, else the highest score. */
function classIndex(said: string | null, scores: Row | null, row: number, labels: readonly string[] | undefined, width: number): number {
  if (said !== null) {
    const named = labels?.indexOf(said) ?? -1;
    if (named >= 0) return named;
    const index = Number(said);
    if (Number.isInteger(index) && index >= 0 && (labels === undefined || index < labels.length)) return index;
    return -1;
  }
  let best = 0;
  for (let i = 1; i < width; i++) if (scores !== null && scores.number(row, i) > scores.number(row, best)) best = i;
  return best;
}

/** A mixture says how likely each cluster is, others how far. */
function clusterText(label: Row | null, { distances, scores }: Record<'distances' | 'scores', Row | null>, row: number): string {
  const cluster = label === null ? String(extremeOf(distances, row, -1) ?? extremeOf(scores, row, 1)) : label.element(row, 0);
  const far = distances === null ? '' : `,"distances":${nestedText(distances.tensor, [distances.width], row * distances.width)}`;
  const each = scores === null ? [] : Array.from({ length: scores.width }, (_, i) => `"${i}":${scores.element(row, i)}`);
  return `{"cluster":${cluster}${far}${scores === null ? '' : `,"probabilities":{${each.join(',')}}`}}`;
}

/** Where the row's largest (`sign` 1) or smallest (-1) figure stands. */
function extremeOf(figures: Row | null, row: number, sign: 1 | -1): number | null {
  if (figures === null) return null;
  let best = 0;
  for (let i = 1; i < figures.width; i++) if (sign * figures.number(row, i) > sign * figures.number(row, best)) best = i;
  return best;
}
