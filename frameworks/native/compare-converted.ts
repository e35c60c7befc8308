import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import { compareWithNative, inspectFiles } from '../inspect/inspect';
import type { OnnxRead } from '../inspect/job';
import { InspectionFailed } from '../inspect/steps';
import { type ParityCertificate, tolerance } from '../parity';
import type { Loaded } from './job';
import type { Answered, Compared } from './rows-to-compare';

export interface Candidate {
  readonly entry: string;
  readonly read: OnnxRead;
}

interface Comparison extends Pick<Loaded, 'job' | 'options'> {
  readonly file: string;
  readonly entry: string;
  readonly precision: string;
  readonly native: Compared;
}

/** Reads what the converter made as if it had been uploaded, and asks it the rows that its original has answered. */
export async function compareConverted({
  job,
  options,
  file,
  entry,
  precision,
  native,
}: Comparison): Promise<{ candidate: Candidate | null; parity: ParityCertificate }> {
  const quiet = { ...options, onStep: () => undefined };
  const place = join(job.work, 'read');
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { mode: 0o700 });
  const { task, labels, columns, shapes } = job.wishes; // datatypes were obeyed where it was loaded
  try {
    const read = await inspectFiles(
      { kind: 'read', artifacts: [{ file, path: 'model.onnx' }], folder: place, framework: 'onnx', wishes: { task, labels, columns, shapes } },
      quiet,
    );
    if (read.kind !== 'onnx') throw new Error('the converted model is no ONNX');
    const { samples, remark: _remark, ...answered } = native;
    const parity = await compareWithNative({ kind: 'compare', folder: job.folder, entry, draft: read.draft, samples, native: answered, precision }, quiet);
    return { candidate: parity.verdict === 'Passed' ? { entry, read } : null, parity };
  } catch (error) {
    if (!(error instanceof InspectionFailed)) throw error;
    return { candidate: null, parity: notConverted(native, precision, nativeWords.cannotRunConverted({ said: wordsIn(error.failure, 'message') })) };
  }
}

/** The certificate of a model that stays in its own framework. */
export function notConverted(native: Answered, precision: string, why: Words): ParityCertificate {
  const msPerRow = { before: native.batchMs / Math.max(1, native.rows), after: null };
  return { verdict: 'NotConverted', samples: native.rows, tolerance, outputs: [], batchInvariant: null, msPerRow, precision, ...inEnglish({ why }) };
}
