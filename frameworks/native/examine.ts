import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
import type { FoundNative, NativeModel } from '@/core/native-model';
import { dataSampleWords } from '@/core/sentences/data-samples';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { NamedSignature } from '@/core/signature';
import { InspectionAborted } from '../inspect/aborted';
import { compareWithNative, type Inspection, inspectFiles, inspectModel } from '../inspect/inspect';
import type { OnnxRead, RunResult, SampleFile, StepReport } from '../inspect/job';
import { provisional } from '../inspect/run';
import { signatureWords } from '../inspect/signature-words';
import { InspectionFailed, step, type Tell } from '../inspect/steps';
import type { ProcessLimits } from '../limited-process';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';
import { type ParityCertificate, tolerance } from '../parity';
import { requireSandbox, type Sandbox } from '../sandbox';
import { ensureToolchain, findPython, type Toolchain, type ToolchainPlaces, toolchainLine } from '../toolchains';
import { answerNatively, decodeForNative } from './answer';
import { asFailure } from './failure';
import { scanFile } from './scan';
import { draftOf, namedOf, takenBeside } from './signature';
import { type NativeDescription, NativeEnded, NativeError, NativeTool } from './tool';
import { judgeScan } from './verdict';

const sampleRows = 128;
/** Of a data sample, so many rows are compared; all are evaluated. */
const givenRowsMax = 1_000;
/** Python with TensorFlow takes 10 to 20 s to start on a busy machine; conversions of large graphs take minutes. */
export const nativeLimits = (memoryBytes: number): ProcessLimits => ({ wallMs: 10 * 60_000, cpuMs: 10 * 60_000, memoryBytes });

export interface NativeJob {
  readonly found: FoundNative;
  /** The version's files, as they were unpacked. */
  readonly folder: string;
  /** Empty folder for what is made of them. */
  readonly work: string;
  readonly wishes: SignatureWishes & { readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined };
  readonly runtime: 'auto' | 'onnx' | 'native';
  readonly approved: readonly (readonly [module: string, name: string])[];
  readonly model: string;
  readonly version: number;
  /** Rows of a person's own, to compare by as well. */
  readonly sample: SampleFile | null;
}

export interface NativeOptions extends Inspection {
  readonly toolchains: ToolchainPlaces;
  readonly nativeLimits: ProcessLimits;
}

/** What is known of the model in the end. `converted` is the ONNX file beside its own files; null where it runs in its own framework. */
export interface Examined extends RunResult {
  readonly native: NativeModel;
  readonly frameworkVersion: string;
  readonly converted: string | null;
  /** ONNX files of further signatures, beside it. */
  readonly added: readonly string[];
  readonly parity: ParityCertificate;
}

/**
 * Takes a model of another framework from its bytes to an answered sample: looks for code in it, prepares its framework, loads it in the sandbox, converts it,
 * proves that the answers stayed the same, and else keeps it in its own framework. Each step is reported as it goes.
 * @throws InspectionFailed, InspectionAborted, Quarantined
 */
export async function examineNative(job: NativeJob, options: NativeOptions): Promise<Examined> {
  const tell: Tell = (message) => 'report' in message && options.onStep(message.report);
  const { line, sandbox } = await scanned(job, options, tell);
  const toolchain = await prepared(line, options, tell);
  const { shapes } = job.wishes;
  const native: NativeModel = {
    ...job.found,
    toolchain: line,
    ...(shapes === undefined ? {} : { shapes }),
    ...(job.approved.length === 0 ? {} : { approved: job.approved }),
  };
  await mkdir(job.work, { recursive: true, mode: 0o700 });
  const place = { sandbox, toolchain, folder: job.folder, work: job.work, limits: options.nativeLimits };
  let tool = new NativeTool(place, native.framework, options.signal);
  try {
    const said = await step(tell, 'load', () => load(tool, native, sandbox));
    const frameworkVersion = said.version;
    const rows = await rowsToCompare({ job, tool, said, options, tell }, async () => {
      await tool.close();
      tool = new NativeTool(place, native.framework, options.signal);
      await asFailure('load', tool, () => tool.load(native));
      return tool;
    });
    const { candidate, parity, others } = await convertAll({ job, tool, said, options, tell, rows });
    const named = { name: said.signature, ignored: said.ignored, others };
    if (candidate === null) {
      const draft = await step(tell, 'signature', () => described({ ...draftOf(said, job.wishes), ...named }));
      const run = await step(tell, 'predict', () => asFailure('predict', tool, () => answerNatively({ job, draft, tool, loadMs: said.loadMs })));
      return { ...run, native, frameworkVersion, converted: null, added: [], parity };
    }
    const draft = await step(tell, 'signature', () => described({ ...knownBetter(candidate.read.draft, said, job.wishes), ...named }));
    const run = await inspectModel(
      { kind: 'run', folder: job.folder, entry: candidate.entry, draft, model: job.model, version: job.version },
      { ...options, sandbox, onStep: (report) => report.step === 'load' || options.onStep(report) },
    );
    const added = Object.values(others).flatMap(({ entry }) => entry ?? []);
    return { ...run, native, frameworkVersion, converted: candidate.entry, added, parity };
  } finally {
    await tool.close();
  }
}

/** The converted file says less than its original: what an estimator is for, which values may be missing, and sizes that do not change. */
function knownBetter(draft: SignatureDraft, said: NativeDescription, wishes: SignatureWishes): SignatureDraft {
  const isFixed = draft.inputs.every(({ shape }) => !shape.slice(1).includes(-1));
  const outputs = draft.outputs.map((output) => (isFixed && output.shape?.slice(1).includes(-1) ? { ...output, shape: null } : output));
  const taskReason = wishes.task === undefined && said.task !== null ? nativeWords.taskOfEstimator({ what: said.what }) : draft.taskReason;
  const inputs = draft.inputs.map((input) => {
    const original = said.inputs.find(({ name }) => name === input.name);
    return original === undefined ? input : { ...input, ...takenBeside(original) };
  });
  return { ...draft, inputs, outputs, taskReason };
}

function described(draft: SignatureDraft): { value: SignatureDraft; evidence: Words } {
  return { value: draft, evidence: signatureWords(draft) };
}

/** Which environment the model needs. Nothing of a stranger's is looked at without a sandbox. */
async function scanned(job: NativeJob, options: NativeOptions, tell: Tell): Promise<{ line: string; sandbox: Sandbox }> {
  const { found } = job;
  return step(tell, 'scan', async () => {
    const sandbox = await requireSandbox();
    if (found.format === 'savedmodel' || found.format === 'mxnet') return { value: { line: found.framework, sandbox }, evidence: nativeWords.notScanned() };
    const python = await findPython();
    const scan = await scanFile(join(job.folder, found.entry), found.format, job.folder, { python, sandbox }, options.signal);
    const { line, words } = judgeScan(found, scan, new Set(job.approved.map(([module, name]) => `${module}.${name}`)));
    return { value: { line, sandbox }, evidence: words };
  });
}

async function prepared(line: string, options: NativeOptions, tell: Tell): Promise<Toolchain> {
  return step(tell, 'toolchain', async () => {
    let said = '';
    const toolchain = await ensureToolchain(line, {
      ...options.toolchains,
      signal: options.signal,
      onProgress: ({ words }) => {
        if (words.text === said) return;
        said = words.text;
        tell({
          report: { step: 'toolchain', result: 'Running', durationMs: null, ...inEnglish({ evidence: nativeWords.toolchainBuilding({ line, words }) }) },
        });
      },
    }).catch((error: unknown) => {
      throw options.signal?.aborted ? new InspectionAborted() : error;
    });
    const { leading } = toolchainLine(line);
    return { value: toolchain, evidence: nativeWords.toolchainReady({ line, package: leading, version: toolchain.packages[leading] ?? '' }) };
  });
}

async function load(tool: NativeTool, native: NativeModel, sandbox: Sandbox): Promise<{ value: NativeDescription; evidence: Words }> {
  const said = await asFailure('load', tool, () => tool.load(native));
  return {
    value: said,
    evidence: nativeWords.loadedNative({ what: said.what, took: Math.round(said.loadMs), memory: said.peakBytes, sandbox: sandbox.words }),
  };
}

interface Conversion {
  readonly job: NativeJob;
  readonly tool: NativeTool;
  readonly said: NativeDescription;
  readonly options: NativeOptions;
  readonly tell: Tell;
  readonly rows: Compared;
}

/** Rows that the original has answered, in a file, and what is to be said of the data sample. */
interface Compared extends Answered {
  readonly samples: string;
  readonly ofDataSample: number;
  readonly remark: Words;
}

interface Candidate {
  readonly entry: string;
  readonly read: OnnxRead;
}

interface Converted {
  readonly candidate: Candidate | null;
  readonly parity: ParityCertificate;
  /** Signatures beside the default one. */
  readonly others: Readonly<Record<string, NamedSignature>>;
}

/** Each precision in turn, until one answers like the original. A step that leads nowhere is no failure: the model then stays as it is. */
async function convertAll(work: Conversion): Promise<Converted> {
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

interface Answered {
  readonly rows: number;
  readonly batchMs: number;
}

/** The made-up rows and those of the data sample, answered by the original. A sample that it does not take, or dies of, is left out and said so. */
async function rowsToCompare({ job, tool, said, options, tell }: Omit<Conversion, 'rows'>, reopen: () => Promise<NativeTool>): Promise<Compared> {
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
  if (error instanceof NativeError) return error.message;
  if (error instanceof NativeEnded) {
    if (error.ended.by === 'caller') throw new InspectionAborted();
    return nativeWords.toolStopped({ why: error.ended.by });
  }
  if (error instanceof InspectionFailed) return wordsIn(error.failure, 'message');
  if (error instanceof AppError) return error.details.detail ?? error.message;
  throw error;
}

function notConverted(native: Answered, precision: string, why: Words): ParityCertificate {
  const msPerRow = { before: native.batchMs / Math.max(1, native.rows), after: null };
  return { verdict: 'NotConverted', samples: native.rows, tolerance, outputs: [], batchInvariant: null, msPerRow, precision, ...inEnglish({ why }) };
}

interface Tried {
  /** Null where it does not answer as its original does. */
  readonly candidate: Candidate | null;
  readonly parity: ParityCertificate;
  readonly words: Words;
}

/** @param named  another signature than the default */
async function convertOnce(
  { job, tool, options }: Omit<Conversion, 'rows'>,
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
      return { candidate: null, parity: notConverted(native, precision, nativeWords.cannotConvert({ said: error.message })), words: '' };
    return asFailure('convert', tool, () => Promise.reject(error));
  }
  const said = { precision, took: made.ms };
  const words = made.repairs.length === 0 ? nativeWords.converted(said) : nativeWords.convertedRepairs({ ...said, repairs: made.repairs });
  const entry = convertedName(job, named?.place);
  await mkdir(join(job.folder, posix.dirname(entry)), { recursive: true });
  await copyFile(file, join(job.folder, entry));
  const { candidate, parity } = await compared({ job, options, file, entry, precision, native });
  if (candidate === null) await rm(join(job.folder, entry), { force: true });
  return { candidate, parity, words };
}

interface Comparison extends Pick<Conversion, 'job' | 'options'> {
  readonly file: string;
  readonly entry: string;
  readonly precision: string;
  readonly native: Compared;
}

/** Reads what the converter made as if it had been uploaded, and asks it the rows that its original has answered. */
async function compared({ job, options, file, entry, precision, native }: Comparison): Promise<Pick<Tried, 'candidate' | 'parity'>> {
  const quiet = { ...options, onStep: () => undefined };
  const place = join(job.work, 'read');
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { mode: 0o700 });
  const { task, labels, columns } = job.wishes;
  try {
    const read = await inspectFiles(
      { kind: 'read', artifacts: [{ file, path: 'model.onnx' }], folder: place, framework: 'onnx', wishes: { task, labels, columns } },
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
