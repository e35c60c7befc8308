import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { bundleOf } from '@/core/bundle';
import type { ErrorCode, errorCodes } from '@/core/errors';
import { inspectionWords } from '@/core/sentences/inspection';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { ContainerPlaces } from '@/providers/containers/engine';
import { type Ended, type ProcessLimits, runLimited } from '../limited-process';
import type { ParityCertificate } from '../parity';
import { openSandbox, programFolders, type Sandbox } from '../sandbox';
import { InspectionAborted } from './aborted';
import type {
  Answered,
  AnswerJob,
  CompareJob,
  DecodedSample,
  DecodeJob,
  Failure,
  InspectJob,
  InspectMessage,
  InspectStep,
  ReadJob,
  ReadResult,
  RunJob,
  RunResult,
  StepReport,
  UnpackJob,
} from './job';
import { InspectionFailed } from './steps';

const gibibyte = 1024 * 1024 * 1024;

/** Half of the machine, between 1 and 16 GiB; models that need more are not for its replicas either. */
export const inspectLimits: ProcessLimits = {
  wallMs: 5 * 60_000,
  cpuMs: 5 * 60_000 * Math.max(1, cpus().length),
  memoryBytes: Math.min(16 * gibibyte, Math.max(gibibyte, totalmem() / 2)),
};

export interface Inspection {
  readonly limits?: ProcessLimits;
  readonly onStep: (report: StepReport) => void;
  readonly signal?: AbortSignal;
  /** By default the best this machine has. */
  readonly sandbox?: Sandbox;
  /** Where the installation keeps containers, for a sandbox of podman or Docker; without it there is none of those. */
  readonly containers?: ContainerPlaces;
}

/** @throws InspectionFailed, InspectionAborted */
export async function inspectFiles(job: ReadJob, options: Inspection): Promise<ReadResult> {
  const message = await inspect(job, options);
  if ('read' in message) return message.read;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** @returns relative paths of the unpacked files @throws InspectionFailed, InspectionAborted */
export async function unpackFiles(job: UnpackJob, options: Inspection): Promise<readonly string[]> {
  const message = await inspect(job, options);
  if ('unpacked' in message) return message.unpacked;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** @throws InspectionFailed, InspectionAborted */
export async function inspectModel(job: RunJob, options: Inspection): Promise<RunResult> {
  const message = await inspect(job, options);
  if ('run' in message) return message.run;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** How alike a converted model answers. @throws InspectionFailed, InspectionAborted */
export async function compareWithNative(job: CompareJob, options: Inspection): Promise<ParityCertificate> {
  const message = await inspect(job, options);
  if ('compared' in message) return message.compared;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** The answers of an ONNX model to its samples; what is wrong with a data sample is among them. @throws InspectionFailed, InspectionAborted */
export async function answerSamples(job: AnswerJob, options: Inspection): Promise<Answered> {
  const message = await inspect(job, options);
  if ('answered' in message) return message.answered;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** A data sample as tensors, in the job's folder. @throws InspectionFailed, InspectionAborted */
export async function decodeDataSample(job: DecodeJob, options: Inspection): Promise<DecodedSample> {
  const message = await inspect(job, options);
  if ('decoded' in message) return message.decoded;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** Runs one job in a limited, sandboxed process. A process that dies or is killed fails the step it was at, with what is known of it. */
async function inspect(job: InspectJob, { limits = inspectLimits, onStep, signal, sandbox: given, containers }: Inspection): Promise<InspectMessage> {
  const { file, execArgv } = bundleOf('inspect');
  const sandbox = given ?? (await openSandbox(containers ?? null));
  const folders = { readOnly: [...programFolders(file), ...artifactFolders(job)], writable: job.folder };
  const wrapped = sandbox.wrap([process.execPath, ...execArgv, file], folders, { limits: { memoryBytes: limits.memoryBytes } });
  let last: InspectMessage | null = null;
  let at: StepReport | null = null;
  const onLine = (line: string): void => {
    const message = readMessage(line);
    if (message === null) return;
    if (!('report' in message)) last = message;
    else {
      at = message.report;
      onStep(at.step === 'load' && at.result === 'Passed' ? { ...at, ...inEnglish({ evidence: withSandbox(at, sandbox) }) } : at);
    }
  };
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: job.folder, LANG: 'C.UTF-8', TMPDIR: job.folder, ORT_DISABLE_TELEMETRY: '1' };
  const ended = await runLimited({ ...wrapped, cwd: dirname(file), env, input: JSON.stringify(job) }, limits, onLine, signal);
  if (ended.by === 'caller') throw new InspectionAborted();
  const message = last as InspectMessage | null;
  if (message !== null && ended.by === 'itself') {
    if ('failed' in message) throw new InspectionFailed(message.failed);
    return message;
  }
  // Exceptions of our own end it with a code, the model's doing with a signal or a limit.
  if (ended.by === 'itself' && ended.signal === null) throw new Error(`the inspecting process failed with code ${ended.code}:\n${ended.log.join('\n')}`);
  throw died(job, ended, limits, at, onStep);
}

function artifactFolders(job: InspectJob): string[] {
  if (job.kind === 'compare') return [dirname(job.samples)];
  if (job.kind === 'answer' || job.kind === 'decode') return job.sample === null ? [] : [dirname(job.sample.file)];
  return job.kind === 'read' || job.kind === 'unpack' ? [...new Set(job.artifacts.map(({ file }) => dirname(file)))] : [];
}

function died(job: InspectJob, ended: Ended, limits: ProcessLimits, at: StepReport | null, onStep: Inspection['onStep']): InspectionFailed {
  const step: InspectStep = at?.step ?? (job.kind === 'read' || job.kind === 'unpack' ? 'unpack' : 'load');
  const failure = failureOf(step, ended, limits);
  const words = { evidence: inspectionWords.quoted({ what: wordsIn(failure, 'message'), lines: wordsIn(failure, 'evidence') }), fix: wordsIn(failure, 'fix') };
  onStep({ step, result: 'Failed', durationMs: null, code: failure.code, ...inEnglish(words) });
  return new InspectionFailed(failure);
}

/** What the end of a process means for the step it was at. */
export function failureOf(step: InspectStep, ended: Ended, limits: ProcessLimits): Failure {
  const peak = inspectionWords.peakMemory({ memory: ended.peakBytes });
  const evidence = ended.log.length === 0 ? peak : inspectionWords.quoted({ what: peak, lines: ended.log.join('\n') });
  if (ended.by === 'memory' || ended.log.some((line) => /bad_alloc|heap out of memory|Failed to allocate memory/i.test(line))) {
    return {
      code: named('MODEL_OUT_OF_MEMORY'),
      ...inEnglish({
        message: inspectionWords.tooMuchMemory({ memory: ended.by === 'memory' ? limits.memoryBytes : ended.peakBytes }),
        fix: inspectionWords.smallerModel(),
        evidence,
      }),
    };
  }
  if (ended.by === 'wall' || ended.by === 'cpu') {
    const said = { step: stepWords[step](), limit: ended.by === 'wall' ? limits.wallMs : limits.cpuMs };
    const message = ended.by === 'cpu' ? inspectionWords.tooMuchCpu(said) : inspectionWords.tooLong(said);
    return {
      code: named(step === 'load' ? 'MODEL_LOAD_TIMEOUT' : step === 'predict' ? 'MODEL_PREDICTION_FAILED' : 'ARCHIVE_TOO_LARGE'),
      ...inEnglish({ message, fix: inspectionWords.fasterMachine(), evidence }),
    };
  }
  return {
    code: named(step === 'predict' ? 'MODEL_PREDICTION_FAILED' : step === 'load' ? 'MODEL_LOAD_FAILED' : 'MODEL_FILE_CORRUPT'),
    ...inEnglish({
      message: inspectionWords.endedProcess({ step: stepWords[step](), signal: ended.signal ?? '' }),
      fix: inspectionWords.loadWhereMade(),
      evidence,
    }),
  };
}

const stepWords: Record<InspectStep, () => Sentence> = {
  unpack: inspectionWords.unpack,
  detect: inspectionWords.detect,
  image: inspectionWords.image,
  scan: inspectionWords.scan,
  toolchain: inspectionWords.toolchain,
  convert: inspectionWords.convert,
  parity: inspectionWords.parity,
  signature: inspectionWords.readSignature,
  load: inspectionWords.load,
  predict: inspectionWords.predict,
};

/** How far the process was kept from the rest of the machine belongs to what loading shows. */
function withSandbox(loaded: StepReport, sandbox: Sandbox): Sentence {
  const { took, memory } = loaded.sentences?.evidence?.params ?? {};
  if (typeof took === 'number' && typeof memory === 'number') return inspectionWords.loaded({ took, memory, sandbox: sandbox.words });
  return inspectionWords.andThen({ first: wordsIn(loaded, 'evidence'), second: sandbox.words });
}

function named(code: ErrorCode & keyof typeof errorCodes): string {
  return code;
}

/** Lines that are no message are some library's own words. */
function readMessage(line: string): InspectMessage | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as InspectMessage;
  } catch {
    return null;
  }
}
