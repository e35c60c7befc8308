import { join } from 'node:path';
import { AppError } from '@/core/errors';
import { dataSampleWords } from '@/core/sentences/data-samples';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { wordsIn } from '@/core/sentences/stored';
import { InspectionAborted } from '../inspect/aborted';
import { provisional } from '../inspect/run';
import { InspectionFailed, step } from '../inspect/steps';
import { decodeForNative } from './answer';
import { asFailure } from './failure';
import type { Loaded } from './job';
import { draftOf } from './signature';
import { NativeEnded, NativeError, type NativeTool } from './tool';

/** Made-up rows that a proof is made by. */
export const sampleRows = 128;
/** Of a data sample, so many rows are compared; all are evaluated. */
const givenRowsMax = 1_000;

export interface Answered {
  readonly rows: number;
  readonly batchMs: number;
}

/** Rows that the original has answered, in a file, and what is to be said of the data sample. */
export interface Compared extends Answered {
  readonly samples: string;
  readonly ofDataSample: number;
  readonly remark: Words;
}

/** The made-up rows and those of the data sample, answered by the original. A sample that it does not take, or dies of, is left out and said so. */
export async function rowsToCompare({ job, tool, said, options, tell }: Loaded, reopen: () => Promise<NativeTool>): Promise<Compared> {
  const samples = join(job.work, 'samples.bin');
  let current = tool;
  let remark: Words = '';
  if (job.sample !== null) {
    try {
      const given = await decodeForNative(
        job.sample,
        { folder: job.work, signature: provisional({ draft: draftOf(said, job.wishes) }, false), rowsMax: givenRowsMax },
        options,
      );
      const answered = await current.samples(sampleRows, samples, { given: given.file });
      return { ...answered, samples, ofDataSample: given.rows, remark: dataSampleWords.joined({ rows: given.rows }) };
    } catch (error) {
      if (error instanceof NativeEnded && error.ended.by !== 'caller') current = await reopen();
      remark = dataSampleWords.leftOut({ why: whyLeftOut(error) });
    }
  }
  const answered = await asFailure('predict', current, () => current.samples(sampleRows, samples)).catch((error: unknown) =>
    step<never>(tell, 'predict', () => Promise.reject(error)),
  );
  return { ...answered, samples, ofDataSample: 0, remark };
}

function whyLeftOut(error: unknown): Words {
  if (error instanceof NativeError) return error.words;
  if (error instanceof NativeEnded) {
    if (error.ended.by === 'caller') throw new InspectionAborted();
    return nativeWords.toolStopped({ why: error.ended.by });
  }
  if (error instanceof InspectionFailed) return wordsIn(error.failure, 'message');
  if (error instanceof AppError) return error.details.detail ?? error.message;
  throw error;
}
