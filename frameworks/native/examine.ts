import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeModel } from '@/core/native-model';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import { InspectionAborted } from '../inspect/aborted';
import { inspectModel } from '../inspect/inspect';
import type { RunResult } from '../inspect/job';
import { signatureWords } from '../inspect/signature-words';
import { step, type Tell } from '../inspect/steps';
import type { ProcessLimits } from '../limited-process';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';
import type { ParityCertificate } from '../parity';
import { examineSandbox, requireSandbox, type Sandbox } from '../sandbox';
import { ensureToolchain, findPython, type Toolchain, toolchainLine } from '../toolchains';
import { answerNatively } from './answer';
import { convertAll } from './convert';
import { asFailure } from './failure';
import type { NativeJob, NativeOptions } from './job';
import { rowsToCompare } from './rows-to-compare';
import { scanFile } from './scan';
import { draftOf, requireInputDatatypes, takenBeside } from './signature';
import { type NativeDescription, NativeTool } from './tool';
import { judgeScan } from './verdict';

/** Python with TensorFlow takes 10 to 20 s to start on a busy machine; conversions of large graphs take minutes. */
export const nativeLimits = (memoryBytes: number): ProcessLimits => ({ wallMs: 10 * 60_000, cpuMs: 10 * 60_000, memoryBytes });

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
  const { shapes, datatypes, columns } = job.wishes;
  const native: NativeModel = {
    ...job.found,
    toolchain: line,
    ...(shapes === undefined ? {} : { shapes }),
    ...(datatypes === undefined || job.found.framework !== 'sklearn' ? {} : { datatypes, ...(columns === undefined ? {} : { columns }) }),
    ...(job.approved.length === 0 ? {} : { approved: job.approved }),
  };
  await mkdir(job.work, { recursive: true, mode: 0o700 });
  const place = { sandbox, toolchain, folder: job.folder, work: job.work, limits: options.nativeLimits };
  let tool = new NativeTool(place, native.framework, options.signal);
  try {
    const said = await step(tell, 'load', () => load(tool, native, { sandbox, wishes: job.wishes }));
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
    const sandbox = await requireSandbox(examineSandbox(options.containers ?? null));
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

async function load(
  tool: NativeTool,
  native: NativeModel,
  { sandbox, wishes }: { readonly sandbox: Sandbox; readonly wishes: SignatureWishes },
): Promise<{ value: NativeDescription; evidence: Words }> {
  const said = await asFailure('load', tool, () => tool.load(native));
  if (native.framework !== 'sklearn') requireInputDatatypes(said.inputs, wishes.datatypes); // scikit-learn has obeyed them, or refused
  return {
    value: said,
    evidence: nativeWords.loadedNative({ what: said.what, took: Math.round(said.loadMs), memory: said.peakBytes, sandbox: sandbox.words }),
  };
}
