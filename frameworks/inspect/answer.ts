import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRequest, encodeResponse } from '@/core/codecs';
import { type AppError, isAppError, titles } from '@/core/errors';
import { dataSampleWords } from '@/core/sentences/data-samples';
import { inEnglish } from '@/core/sentences/stored';
import { encodeTensorBlock } from '@/core/wire/tensor-block';
import { loadInspected, runtimeWords } from '../onnx/session';
import { sliceRows } from './batching';
import { readDataSample, type SampleRows } from './data-sample';
import { evaluateRows } from './evaluate';
import type { Answered, AnswerJob, DecodedSample, DecodeJob, Evaluation, Failure } from './job';
import { type Runnable, sampleBytesMax } from './run';

/** Loads an ONNX model that has passed its check, and lets it answer its sample and its data sample. @throws AppError `MODEL_LOAD_FAILED` */
export async function answerWithOnnx(job: AnswerJob): Promise<Answered> {
  const model = await loadInspected(join(job.folder, job.entry), job.folder, job.signature);
  return answerAll(job, model, () => {
    if (job.sample === null) throw new Error('there is no data sample');
    return readDataSample(readFileSync(job.sample.file), job.sample, job.signature);
  });
}

/** What a loaded model says to its stored sample (null: it was not asked, or the answer is too long to keep) and to the rows of its data sample. */
export async function answerAll(
  job: Pick<AnswerJob, 'signature' | 'model' | 'version' | 'request' | 'sample' | 'folder'>,
  model: Runnable,
  read: () => SampleRows,
): Promise<Answered> {
  const response = job.request === null ? null : await answerRequest(job, model);
  return { response: isShort(job.request, response) ? response : null, evaluation: job.sample === null ? null : await evaluation(job, model, read) };
}

function isShort(request: unknown, response: unknown): boolean {
  return JSON.stringify({ request, response }).length <= sampleBytesMax;
}

async function answerRequest(job: Pick<AnswerJob, 'signature' | 'model' | 'version' | 'request'>, model: Runnable): Promise<unknown> {
  const body = Buffer.from(JSON.stringify(job.request));
  const { tensors, ...request } = decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, body, job.signature);
  const head = { protocol: 'task' as const, model: job.model, version: job.version, variant: 'check' };
  return JSON.parse(encodeResponse(head, 'check', request, await model.run(tensors), job.signature).body.toString('utf8'));
}

async function evaluation(job: Pick<AnswerJob, 'signature' | 'folder'>, model: Runnable, read: () => SampleRows): Promise<Evaluation> {
  let rows: SampleRows;
  try {
    rows = read();
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { failed: failureOf(error) };
  }
  try {
    return await evaluateRows(model, job.signature, rows);
  } catch (error) {
    if (isAppError(error)) return { failed: failureOf(error) };
    const said = dataSampleWords.noAnswer({ said: runtimeWords(error, job.folder) });
    return { failed: { code: 'SAMPLE_NOT_ANSWERED', ...inEnglish({ message: said, fix: dataSampleWords.lookAtRows(), evidence: '' }) } };
  }
}

function failureOf({ code, details }: AppError): Failure {
  const { detail = titles[code].en, fix = '', evidence = '' } = details;
  return { code, ...inEnglish({ message: detail, fix, evidence }) };
}

/** Reads a data sample for a model that another process runs: its rows as a tensor block, and the targets, in two files. */
export function decodeSample(job: DecodeJob): DecodedSample {
  try {
    const { tensors, rows, targets } = readDataSample(readFileSync(job.sample.file), job.sample, job.signature);
    const kept = Math.min(rows, job.rowsMax);
    writeFileSync(join(job.folder, sampleFiles.rows), encodeTensorBlock(kept === rows ? tensors : tensors.map((tensor) => sliceRows(tensor, 0, kept))));
    writeFileSync(join(job.folder, sampleFiles.targets), JSON.stringify(targets));
    return { rows: kept };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { failed: failureOf(error) };
  }
}

export const sampleFiles = { rows: 'sample-rows.bin', targets: 'sample-targets.json' } as const;
