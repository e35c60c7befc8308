import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { NamedSignature } from '@/core/signature';
import type { StepReport } from '../inspect/job';
import { step, type Tell } from '../inspect/steps';
import { type ParityCertificate, tolerance } from '../parity';
import { type Candidate, compareConverted, notConverted } from './compare-converted';
import { asFailure } from './failure';
import type { Loaded, NativeJob } from './job';
import { type Compared, sampleRows } from './rows-to-compare';
import { namedOf } from './signature';
import { NativeError, type NativeTool } from './tool';

interface Conversion extends Loaded {
  readonly rows: Compared;
}

export interface Converted {
  readonly candidate: Candidate | null;
  readonly parity: ParityCertificate;
  /** Signatures beside the default one. */
  readonly others: Readonly<Record<string, NamedSignature>>;
}

/** Each precision in turn, until one answers like the original. A step that leads nowhere is no failure: the model then stays as it is. */
export async function convertAll(work: Conversion): Promise<Converted> {
  const { job, said, tell, rows: native } = work;
  const names = Object.keys(said.signatures ?? {});
  const stay = async (parity: ParityCertificate): Promise<Converted> => ({ candidate: null, parity, others: await namedNatively(work, names) });
  if (job.runtime === 'native') {
    skip(tell, nativeWords.askedNative());
    return stay(notConverted(native, '', nativeWords.askedNative()));
  }
  const start = performance.now();
  tell({ report: { step: 'convert', result: 'Running', durationMs: null, evidence: '' } });
  let parity: ParityCertificate | null = null;
  for (const precision of said.precisions) {
    const tried = await convertOnce(work, precision, native);
    if (tried.candidate !== null) {
      const others = await namedConverted(work, names, precision);
      if (others.unlike !== null) {
        parity = notConverted(native, precision, others.unlike);
        continue;
      }
      passed(tell, 'convert', start, tried.words);
      passed(tell, 'parity', start, parityWords(tried.parity, native.remark));
      return { ...tried, others: others.found };
    }
    // An answer that is too far off says more than a converter that fails.
    if (parity === null || parity.verdict === 'NotConverted') parity = tried.parity;
  }
  parity ??= notConverted(native, '', nativeWords.askedNative());
  const why = wordsIn(parity, 'why');
  if (job.runtime === 'onnx') {
    return step(tell, 'convert', () => {
      throw new AppError('MODEL_NOT_CONVERTIBLE', { detail: nativeWords.onnxWanted({ why }), fix: nativeWords.registerAuto(), evidence: why });
    });
  }
  skip(tell, nativeWords.notConverted({ why }));
  return stay(parity);
}

/** Further signatures of a model that stays in its own framework, each asked once; one that answers nothing is left out. */
async function namedNatively({ job, tool, said }: Conversion, names: readonly string[]): Promise<Record<string, NamedSignature>> {
  const found: [string, NamedSignature][] = [];
  for (const name of names) {
    try {
      const answered = await tool.samples(sampleRows, join(job.work, 'named.bin'), { signature: name });
      found.push([name, namedOf(said, name, answered)]);
    } catch (error) {
      if (!(error instanceof NativeError)) return asFailure('load', tool, () => Promise.reject(error));
    }
  }
  return Object.fromEntries(found);
}

/** Further signatures of a model that was converted, each in a file of its own; or why one of them is not. */
async function namedConverted(
  work: Conversion,
  names: readonly string[],
  precision: string,
): Promise<{ found: Record<string, NamedSignature>; unlike: Words | null }> {
  const { job, tool, said } = work;
  const found: [string, NamedSignature][] = [];
  for (const [place, name] of names.entries()) {
    const samples = join(job.work, 'named.bin');
    let answered: Awaited<ReturnType<NativeTool['samples']>>;
    try {
      answered = await tool.samples(sampleRows, samples, { signature: name });
    } catch (error) {
      if (error instanceof NativeError) continue; // it answers nothing, converted or not
      return asFailure('load', tool, () => Promise.reject(error));
    }
    const { candidate, parity } = await convertOnce(work, precision, { samples, ...answered, ofDataSample: 0, remark: '' }, { name, place: place + 1 });
    if (candidate === null) return { found: {}, unlike: nativeWords.ofSignature({ name, why: wordsIn(parity, 'why') }) };
    found.push([name, { ...namedOf(said, name, answered), batchable: parity.batchInvariant === true, entry: candidate.entry }]);
  }
  return { found: Object.fromEntries(found), unlike: null };
}

interface Tried {
  /** Null where it does not answer as its original does. */
  readonly candidate: Candidate | null;
  readonly parity: ParityCertificate;
  readonly words: Words;
}

/** @param named  another signature than the default */
async function convertOnce(
  { job, tool, options }: Loaded,
  precision: string,
  native: Compared,
  named?: { readonly name: string; readonly place: number },
): Promise<Tried> {
  const file = join(job.work, 'converted.onnx');
  let made: { ms: number; repairs: string[] };
  try {
    made = await tool.convert(file, precision, named?.name);
  } catch (error) {
    if (error instanceof NativeError)
      return { candidate: null, parity: notConverted(native, precision, nativeWords.cannotConvert({ said: error.words })), words: '' };
    return asFailure('convert', tool, () => Promise.reject(error));
  }
  const said = { precision, took: made.ms };
  const words = made.repairs.length === 0 ? nativeWords.converted(said) : nativeWords.convertedRepairs({ ...said, repairs: made.repairs });
  const entry = convertedName(job, named?.place);
  await mkdir(join(job.folder, posix.dirname(entry)), { recursive: true });
  await copyFile(file, join(job.folder, entry));
  const { candidate, parity } = await compareConverted({ job, options, file, entry, precision, native });
  if (candidate === null) await rm(join(job.folder, entry), { force: true });
  return { candidate, parity, words };
}

/** Beside the model's own files, under a name that none of them has. */
function convertedName({ found: { entry, format }, folder }: NativeJob, place?: number): string {
  const stem = format === 'savedmodel' ? posix.join(entry, 'saved_model') : entry.replace(/\.[^./]*$/, '');
  const signature = place === undefined ? '' : `.signature-${place}`;
  for (let i = 1; ; i++) {
    const name = `${stem}${signature}.converted${i === 1 ? '' : `-${i}`}.onnx`;
    if (!existsSync(join(folder, name))) return name;
  }
}

function parityWords({ samples, outputs, batchInvariant, msPerRow }: ParityCertificate, remark: Words): Words {
  const maxAbs = Math.max(0, ...outputs.map((output) => output.maxAbs)).toPrecision(2);
  const agreement = outputs.flatMap((output) => output.labelAgreement ?? []);
  const least = Math.min(...agreement);
  const labels = agreement.length === 0 ? '' : least === 1 ? nativeWords.labelsAgree() : nativeWords.labelsTie({ share: (100 * least).toFixed(1) });
  const batch = batchInvariant === null ? '' : batchInvariant ? nativeWords.batchInvariant() : nativeWords.batchVariant();
  const speed = nativeWords.speed({ before: msPerRow.before.toPrecision(2), after: (msPerRow.after ?? 0).toPrecision(2) });
  return nativeWords.parityPassed({ samples, maxAbs, tolerance: String(tolerance), remark, labels, batch, speed });
}

function passed(tell: Tell, name: StepReport['step'], start: number, evidence: Words): void {
  tell({ report: { step: name, result: 'Passed', durationMs: Math.round(performance.now() - start), ...inEnglish({ evidence }) } });
}

/** It is not converted, so there is nothing to compare either. */
function skip(tell: Tell, evidence: Words): void {
  for (const name of ['convert', 'parity'] as const) tell({ report: { step: name, result: 'Skipped', durationMs: null, ...inEnglish({ evidence }) } });
}
