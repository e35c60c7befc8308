import { join } from 'node:path';
import { batchModeOf, type DecodedRequest, decodeRequest, encodeResponse } from '@/core/codecs';
import { AppError, isAppError } from '@/core/errors';
import { differenceOf } from '@/core/golden/difference';
import { healthWords } from '@/core/sentences/health';
import { inspectionWords } from '@/core/sentences/inspection';
import { type Sentence, textOf, type Words } from '@/core/sentences/sentence';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import { loadInspected, runtimeWords } from '../onnx/session';
import { toSignature } from '../onnx/signature';
import { isSameRows, tile } from './batching';
import type { RunJob, RunResult } from './job';
import { freeSizes, sampleRequest } from './sample-request';
import { step, type Tell } from './steps';

/** A sample is stored with the version, shown, and sent on every start of a replica. */
export const sampleBytesMax = 128 * 1024;
const batchRows = 3;

/** Loads the model and lets it answer a sample request, alone and as one of several rows. @throws InspectionFailed */
export async function runModel(job: RunJob, tell: Tell): Promise<RunResult> {
  const start = performance.now();
  const model = await step(tell, 'load', async () => {
    const loaded = await loadInspected(join(job.folder, job.entry), job.folder, job.draft);
    return { value: loaded, evidence: inspectionWords.loadedAlone({ took: since(start), memory: peakBytes() }) };
  });
  const loadMs = Math.round(performance.now() - start);
  const answered = await step(tell, 'predict', () => answerSample(job, model, peakBytes));
  return { ...answered, loadMs, peakMemoryBytes: peakBytes() };
}

interface Trial {
  readonly body: unknown;
  readonly decoded: DecodedRequest;
  readonly outputs: Tensor[];
}

/** A loaded model, whatever runs it. */
export interface Runnable {
  /** Outputs come in the order of the signature. Throws what the runtime says. */
  run(inputs: readonly Tensor[]): Promise<Tensor[]>;
}

/** What answering needs of a job. */
type Asked = Pick<RunJob, 'draft' | 'folder' | 'model' | 'version'>;

/** Lets a loaded model answer a sample request, alone and as one of several rows. @param peak  memory used at most so far, in bytes */
export async function answerSample(
  job: Asked,
  model: Runnable,
  peak: () => number,
): Promise<{ value: Pick<RunResult, 'signature' | 'sample'>; evidence: Words }> {
  const { open, trial } = await openAnswer(job, model);
  const start = performance.now();
  const again = await model.run(trial.decoded.tensors);
  const took = since(start);
  const batch = await tryBatch(model, open, trial);
  const signature = toSignature(job.draft, outputShapes(job, trial, open), { batchable: batch.batchable, rowless: open.rowless === true });
  const response = answerOf(job, trial, signature);
  const steady = differenceOf(response, Buffer.from(JSON.stringify(answerOf(job, { ...trial, outputs: again }, signature))), signature) === null;
  const sample = { request: trial.body, response, steady };
  const long = JSON.stringify(sample).length > sampleBytesMax;
  const evidence = inspectionWords.predicted({ rows: trial.decoded.rows, took, batch: batch.words, memory: peak() });
  const remarks = [...(long ? [inspectionWords.sampleTooLong()] : []), ...(steady ? [] : [healthWords.unsteady()])];
  const whole = remarks.reduce<Sentence>((first, second) => inspectionWords.andThen({ first, second }), evidence);
  return { value: { signature, sample: long ? null : sample }, evidence: whole };
}

/** A first answer, and the signature as far as requests need it. A model whose answer has no row for the row is asked as one without rows. */
async function openAnswer(job: Asked, model: Runnable): Promise<{ open: Signature; trial: Trial }> {
  const open = provisional(job, false);
  const trial = await firstAnswer(job, model, open);
  if (batchModeOf(open) === 'none' || trial.outputs.every(({ shape }) => shape[0] === trial.decoded.rows)) return { open, trial };
  const rowless = provisional(job, true);
  return { open: rowless, trial: await firstAnswer(job, model, rowless) };
}

/** The signature as far as requests need it: inputs, and whether rows may come together. */
export function provisional({ draft }: Pick<Asked, 'draft'>, rowless: boolean): Signature {
  const shapes = draft.outputs.map((output) => output.shape ?? []);
  const free = draft.inputs.every((input) => input.shape[0] === -1);
  return toSignature(draft, shapes, { batchable: free, rowless });
}

/** The file's own sample where it has one that fits, else made-up values with one size after the other for what is free. */
async function firstAnswer(job: Asked, model: Runnable, signature: Signature): Promise<Trial> {
  const own = job.draft.sample === undefined ? [] : [job.draft.sample];
  const needsSizes = signature.inputs.some((input) => input.shape.slice(batchModeOf(signature) === 'none' ? 0 : 1).includes(-1));
  const made = (needsSizes ? freeSizes : [1]).map((size) => () => sampleRequest(signature, size));
  let said: Words = '';
  for (const make of [...own.map((body) => () => body), ...made]) {
    try {
      const body = make();
      const decoded = decode(body, signature);
      return { body, decoded, outputs: await model.run(decoded.tensors) };
    } catch (error) {
      said = isAppError(error) ? (error.details.detail ?? error.message) : runtimeWords(error, job.folder);
    }
  }
  throw new AppError('MODEL_PREDICTION_FAILED', {
    detail: inspectionWords.noAnswer({ said }),
    fix: inspectionWords.giveSample({ example: '{"rows": [[5.1, 3.5]]}' }),
    evidence: textOf(said),
  });
}

function decode(body: unknown, signature: Signature): DecodedRequest {
  return decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, Buffer.from(JSON.stringify(body)), signature);
}

/** Several rows at once must give what each gives alone; a model that fails this gets its rows one by one. */
async function tryBatch(model: Runnable, signature: Signature, trial: Trial): Promise<{ batchable: boolean; words: Sentence }> {
  if (batchModeOf(signature) !== 'free') return { batchable: false, words: inspectionWords.fixedRows() };
  const { rows, tensors } = trial.decoded;
  let together: Tensor[];
  try {
    together = await model.run(tensors.map((tensor) => tile(tensor, batchRows)));
  } catch {
    return { batchable: false, words: inspectionWords.refusesRows() };
  }
  const same = trial.outputs.every((alone, i) => isSameRows(alone, together[i], rows, batchRows));
  if (!same) return { batchable: false, words: inspectionWords.rowsDiffer() };
  return { batchable: true, words: inspectionWords.batches({ rows: rows * batchRows }) };
}

/** Shapes that the file leaves open, or has wrong, are taken from the answer. */
function outputShapes(job: Asked, trial: Trial, signature: Signature): (readonly number[])[] {
  const whole = batchModeOf(signature) === 'none';
  return job.draft.outputs.map(({ shape }, i) => {
    const answered = trial.outputs[i].shape;
    const fits = shape !== null && shape.length === answered.length && shape.every((size, at) => size === -1 || at === 0 || size === answered[at]);
    return fits ? shape : whole ? answered : [-1, ...answered.slice(1)];
  });
}

function answerOf(job: Asked, trial: Trial, signature: Signature): unknown {
  const head = { protocol: 'task' as const, model: job.model, version: job.version, variant: 'check' };
  const { tensors: _inputs, ...request } = trial.decoded;
  try {
    return JSON.parse(encodeResponse(head, 'check', request, trial.outputs, signature).body.toString('utf8'));
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError('MODEL_PREDICTION_FAILED', {
      detail: inspectionWords.answerMisfits({ said: error.details.detail ?? error.message }),
      fix: inspectionWords.rowsFirst(),
      evidence: trial.outputs.map((output) => `${output.name} [${output.shape.join(', ')}]`).join('\n'),
    });
  }
}

/** Largest resident set of this process so far. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function since(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
