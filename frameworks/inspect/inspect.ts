import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { bundleOf } from '@/core/bundle';
import type { ErrorCode, errorCodes } from '@/core/errors';
import { type Ended, type ProcessLimits, runLimited } from '../limited-process';
import { openSandbox, programFolders, type Sandbox } from '../sandbox';
import type { Failure, InspectJob, InspectMessage, InspectStep, ReadJob, ReadResult, RunJob, RunResult, StepReport } from './job';
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
}

/** The inspection was ended from outside before it had a result. */
export class InspectionAborted extends Error {
  constructor() {
    super('the inspection was ended');
    this.name = 'InspectionAborted';
  }
}

/** @throws InspectionFailed, InspectionAborted */
export async function inspectFiles(job: ReadJob, options: Inspection): Promise<ReadResult> {
  const message = await inspect(job, options);
  if ('read' in message) return message.read;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** @throws InspectionFailed, InspectionAborted */
export async function inspectModel(job: RunJob, options: Inspection): Promise<RunResult> {
  const message = await inspect(job, options);
  if ('run' in message) return message.run;
  throw new Error('the inspecting process gave another answer than was asked for');
}

/** Runs one job in a limited, sandboxed process. A process that dies or is killed fails the step it was at, with what is known of it. */
async function inspect(job: InspectJob, { limits = inspectLimits, onStep, signal, sandbox: given }: Inspection): Promise<InspectMessage> {
  const { file, execArgv } = bundleOf('inspect');
  const sandbox = given ?? (await openSandbox());
  const wrapped = sandbox.wrap([process.execPath, ...execArgv, file], { readOnly: [...programFolders(file), ...artifactFolders(job)], writable: job.folder });
  let last: InspectMessage | null = null;
  let at: StepReport | null = null;
  const onLine = (line: string): void => {
    const message = readMessage(line);
    if (message === null) return;
    if (!('report' in message)) last = message;
    else {
      at = message.report;
      onStep(at.step === 'load' && at.result === 'Passed' ? { ...at, evidence: `${at.evidence}. ${sandbox.words}` } : at);
    }
  };
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: job.folder, LANG: 'C.UTF-8', TMPDIR: job.folder };
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
  return job.kind === 'read' ? [...new Set(job.artifacts.map(({ file }) => dirname(file)))] : [];
}

function died(job: InspectJob, ended: Ended, limits: ProcessLimits, at: StepReport | null, onStep: Inspection['onStep']): InspectionFailed {
  const step: InspectStep = at?.step ?? (job.kind === 'read' ? 'unpack' : 'load');
  const failure = failureOf(step, ended, limits);
  onStep({ step, result: 'Failed', durationMs: null, evidence: `${failure.message}\n${failure.evidence}`.trim(), code: failure.code, fix: failure.fix });
  return new InspectionFailed(failure);
}

function failureOf(step: InspectStep, ended: Ended, limits: ProcessLimits): Failure {
  const evidence = [`Peak memory ${mebibytes(ended.peakBytes)}.`, ...ended.log].join('\n');
  if (ended.by === 'memory' || ended.log.some((line) => /bad_alloc|heap out of memory|Failed to allocate memory/i.test(line))) {
    return {
      code: named('MODEL_OUT_OF_MEMORY'),
      message: `It needed more than ${mebibytes(ended.by === 'memory' ? limits.memoryBytes : ended.peakBytes)} of memory.`,
      fix: 'Use a smaller or quantized model, or run AI Mass on a machine with more memory.',
      evidence,
    };
  }
  if (ended.by === 'wall' || ended.by === 'cpu') {
    const seconds = Math.round((ended.by === 'wall' ? limits.wallMs : limits.cpuMs) / 1000);
    return {
      code: named(step === 'load' ? 'MODEL_LOAD_TIMEOUT' : step === 'predict' ? 'MODEL_PREDICTION_FAILED' : 'ARCHIVE_TOO_LARGE'),
      message: `${stepWords[step]} took longer than ${seconds} s${ended.by === 'cpu' ? ' of processor time' : ''}.`,
      fix: 'Try it on a faster machine, or use a smaller model.',
      evidence,
    };
  }
  return {
    code: named(step === 'predict' ? 'MODEL_PREDICTION_FAILED' : step === 'load' ? 'MODEL_LOAD_FAILED' : 'MODEL_FILE_CORRUPT'),
    message: `${stepWords[step]} ended the inspecting process by ${ended.signal}.`,
    fix: 'Load the model where it was made with the onnxruntime package; if that works, report it with the file.',
    evidence,
  };
}

const stepWords: Record<InspectStep, string> = {
  unpack: 'Unpacking',
  detect: 'Looking for the model',
  signature: 'Reading the signature',
  load: 'Loading the model',
  predict: 'The sample prediction',
};

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

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
