import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@/core/errors';
import type { NativeModel } from '@/core/native-model';
import type { Words } from '@/core/sentences/sentence';
import { wordsIn } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import { decodeTensorBlock } from '@/core/wire/tensor-block';
import { InspectionAborted } from '../inspect/aborted';
import { answerAll, sampleFiles } from '../inspect/answer';
import { decodeDataSample, type Inspection } from '../inspect/inspect';
import type { Answered, AnswerJob, DecodeJob, RunResult, SampleFile } from '../inspect/job';
import { answerSample } from '../inspect/run';
import type { ProcessLimits } from '../limited-process';
import type { SignatureDraft } from '../onnx/signature';
import { examineSandbox, requireSandbox } from '../sandbox';
import { ensureToolchain, type ToolchainPlaces } from '../toolchains';
import { asFailure } from './failure';
import { NativeTool } from './tool';

interface NativeSample {
  readonly job: { readonly model: string; readonly version: number };
  readonly draft: SignatureDraft;
  readonly tool: NativeTool;
  readonly loadMs: number;
}

/** Lets the model answer a sample in its own framework, alone and as one of several rows. */
export async function answerNatively({ job, draft, tool, loadMs }: NativeSample): Promise<{ value: RunResult; evidence: Words }> {
  const { value, evidence } = await answerSample({ ...job, draft, folder: '' }, tool, () => tool.peakBytes);
  return { value: { ...value, loadMs: Math.round(loadMs), peakMemoryBytes: tool.peakBytes }, evidence };
}

/** A data sample as a tensor block in `folder`. @throws AppError with what is wrong with it, InspectionFailed, InspectionAborted */
export async function decodeForNative(
  sample: SampleFile,
  { folder, signature, rowsMax }: Pick<DecodeJob, 'folder' | 'signature' | 'rowsMax'>,
  options: Inspection,
): Promise<{ file: string; rows: number }> {
  const decoded = await decodeDataSample({ kind: 'decode', folder, signature, sample, rowsMax }, { ...options, onStep: () => undefined });
  if (!('failed' in decoded)) return { file: join(folder, sampleFiles.rows), rows: decoded.rows };
  const { failed } = decoded;
  throw new AppError('SAMPLE_UNREADABLE', { detail: wordsIn(failed, 'message'), fix: wordsIn(failed, 'fix'), evidence: '' });
}

export interface NativeAnswerOptions extends Inspection {
  readonly toolchains: ToolchainPlaces;
  readonly nativeLimits: ProcessLimits;
  /** Empty folder for what is made. */
  readonly work: string;
}

/**
 * A model that runs in its own framework and has passed its check answers its sample anew, and its data sample.
 * @throws AppError where it cannot be loaded or dies of it, InspectionFailed, InspectionAborted
 */
export async function answerSamplesNatively(
  job: Omit<AnswerJob, 'kind' | 'entry'> & { readonly native: NativeModel; readonly signature: Signature },
  options: NativeAnswerOptions,
): Promise<Answered> {
  const { native, folder, sample, signature } = job;
  const { work } = options;
  const sandbox = await requireSandbox(examineSandbox(options.containers ?? null));
  await mkdir(work, { recursive: true, mode: 0o700 });
  const toolchain = await ensureToolchain(native.toolchain, { ...options.toolchains, signal: options.signal });
  const quiet = { ...options, sandbox, onStep: () => undefined };
  const decoded = sample === null ? null : await decodeDataSample({ kind: 'decode', folder: work, signature, sample, rowsMax: Number.MAX_SAFE_INTEGER }, quiet);
  if (decoded !== null && 'failed' in decoded && job.request === null) return { response: null, evaluation: decoded };
  const tool = new NativeTool({ sandbox, toolchain, folder, work, limits: options.nativeLimits }, native.framework, options.signal);
  try {
    return await asFailure('predict', tool, async () => {
      await tool.load(native);
      if (decoded !== null && 'failed' in decoded) return { ...(await answerAll({ ...job, sample: null }, tool, noRows)), evaluation: decoded };
      const answered = await answerAll(job, tool, () => ({
        tensors: decodeTensorBlock(readFileSync(join(work, sampleFiles.rows))),
        rows: decoded?.rows ?? 0,
        targets: JSON.parse(readFileSync(join(work, sampleFiles.targets), 'utf8')) as string[] | null,
      }));
      if (options.signal?.aborted) throw new InspectionAborted(); // what ended then was not the model's doing
      return answered;
    });
  } finally {
    await tool.close();
  }
}

function noRows(): never {
  throw new Error('there is no data sample');
}
