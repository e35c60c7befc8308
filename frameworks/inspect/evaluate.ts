import { batchModeOf, encodeResponse } from '@/core/codecs';
import { AppError } from '@/core/errors';
import { dataSampleWords as words } from '@/core/sentences/data-samples';
import type { Sentence } from '@/core/sentences/sentence';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import { sliceRows } from './batching';
import type { SampleRows } from './data-sample';
import type { Runnable } from './run';

/** How a version answered a data sample. `metrics` is empty where nothing says what is right, or the task has no such figure. */
export interface Evaluated {
  readonly rows: number;
  /** `accuracy`; or `r2`, `mae` and `rmse`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly msPerRow: number;
}

interface Prediction {
  readonly label?: string;
  readonly value?: unknown;
}

interface Scorer {
  add(prediction: Prediction, target: string, row: number): void;
  metrics(): Record<string, number>;
}

const rowsAtOnce = 256;

/**
 * Lets a loaded model answer every row, as it is served: several at once where it may, labels and figures by the task API.
 * @throws AppError `SAMPLE_NOT_ANSWERED` where answers and targets cannot be compared; whatever the model throws
 */
export async function evaluateRows(model: Runnable, signature: Signature, { tensors, rows, targets }: SampleRows): Promise<Evaluated> {
  const scorer = targets === null ? null : scorerOf(signature, targets);
  const mode = batchModeOf(signature);
  const predictions = mode === 'none' ? 1 : rows;
  const step = mode === 'free' ? rowsAtOnce : 1;
  let took = 0;
  for (let from = 0; from < predictions; from += step) {
    const to = Math.min(predictions, from + step);
    const inputs = mode === 'none' ? tensors : tensors.map((tensor) => sliceRows(tensor, from, to));
    const start = performance.now();
    const outputs = await model.run(inputs);
    took += performance.now() - start;
    const answers = predictionsOf(outputs, to - from, signature);
    for (let i = 0; i < answers.length; i++) if (targets !== null) scorer?.add(answers[i], targets[from + i], from + i);
  }
  return { rows: predictions, metrics: scorer?.metrics() ?? {}, msPerRow: took / Math.max(1, predictions) };
}

/** By the same words as callers get them. */
function predictionsOf(outputs: readonly Tensor[], rows: number, signature: Signature): Prediction[] {
  const request = { signature: signature.default, rows, id: null, outputs: [], binaryOutputs: false, parameters: { probabilities: false } };
  const { body } = encodeResponse({ protocol: 'task', model: '', version: 0, variant: '' }, '', request, outputs, signature);
  return (JSON.parse(body.toString('utf8')) as { predictions: Prediction[] }).predictions;
}

function scorerOf(signature: Signature, targets: readonly string[]): Scorer | null {
  if (signature.task === 'classify') return accuracyOf(signature.labels ?? [], targets);
  return signature.task === 'regress' ? errorsOf() : null;
}

/** Targets may be the labels, or their numbers where no target is a label. */
function accuracyOf(labels: readonly string[], targets: readonly string[]): Scorer {
  const areNumbers = labels.length > 0 && targets.every((target) => !labels.includes(target) && /^\d+(\.0+)?$/.test(target) && Number(target) < labels.length);
  let [right, all] = [0, 0];
  return {
    add: ({ label = '' }, target) => {
      const wanted = areNumbers ? labels[Number(target)] : target;
      if (label === wanted || isSameNumber(label, wanted)) right++;
      all++;
    },
    metrics: () => ({ accuracy: right / Math.max(1, all) }),
  };
}

/** `1` and `1.0` are one class. */
function isSameNumber(one: string, other: string): boolean {
  return one.trim() !== '' && other.trim() !== '' && Number(one) === Number(other);
}

function errorsOf(): Scorer {
  const seen: (readonly [said: number, right: number])[] = [];
  return {
    add: ({ value }, target, row) => {
      if (Array.isArray(value)) throw unanswered(words.severalFigures({ figures: value.length }));
      const right = target.trim() === '' ? Number.NaN : Number(target);
      if (!Number.isFinite(right)) throw unanswered(words.notANumber({ row: row + 1, value: target.slice(0, 100) }));
      if (typeof value !== 'number') throw unanswered(words.notFinite({ row: row + 1, value: String(value) }));
      seen.push([value, right]);
    },
    metrics: () => {
      const mean = seen.reduce((sum, [, right]) => sum + right, 0) / Math.max(1, seen.length);
      const residual = seen.reduce((sum, [said, right]) => sum + (said - right) ** 2, 0);
      const spread = seen.reduce((sum, [, right]) => sum + (right - mean) ** 2, 0);
      const mae = seen.reduce((sum, [said, right]) => sum + Math.abs(said - right), 0) / Math.max(1, seen.length);
      const rmse = Math.sqrt(residual / Math.max(1, seen.length));
      // Of targets that are all alike nothing can be explained.
      return { ...(spread > 0 ? { r2: 1 - residual / spread } : {}), mae, rmse };
    },
  };
}

function unanswered(detail: Sentence): AppError {
  return new AppError('SAMPLE_NOT_ANSWERED', { detail, fix: words.lookAtRows() });
}
