import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import { nativeWords } from '@/core/sentences/native';
import { replicaWords } from '@/core/sentences/replicas';
import { type Signature, signatureNamed } from '@/core/signature';
import type { ProcessLimits } from '@/frameworks/limited-process';
import { NativeEnded, NativeError, NativeTool } from '@/frameworks/native/tool';
import { examineSandbox, requireSandbox } from '@/frameworks/sandbox';
import type { NativePlace } from '../replica/messages';
import { fromTensor, modelWords, type RunOptions, type Runtime, type RuntimeTensor, toTensor, type VersionFiles } from './runtime';

/** A run without callers, as the warm-up, that takes longer hangs. */
const runMsMax = 120_000;
/** A run may go on for so long after the last of its callers has given up; then it hangs, and its process is replaced. */
const graceMs = 2_000;

/**
 * Loads a model in its own framework: a Python process of its own in the sandbox, which gets batches as tensor blocks.
 * @throws AppError `MODEL_LOAD_FAILED`, `SANDBOX_UNAVAILABLE`, `MODEL_UNSAFE` and what else loading it is refused with
 */
export async function loadPython(files: VersionFiles, { model, toolchain, containers, memoryBytesMax }: NativePlace): Promise<Runtime> {
  const sandbox = await requireSandbox(examineSandbox(containers));
  const limits: ProcessLimits = { wallMs: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY, memoryBytes: memoryBytesMax };
  const tool = new NativeTool({ sandbox, toolchain, folder: files.folder, work: null, limits }, model.framework);
  try {
    await tool.load(model);
  } catch (error) {
    await tool.close();
    const said = error instanceof NativeError ? error.message : error instanceof NativeEnded ? wordsOf(error, tool) : String(error);
    throw new AppError('MODEL_LOAD_FAILED', {
      detail: replicaWords.cannotLoad({ file: files.entry, said: modelWords(new Error(said), files.folder) }),
      cause: error,
    });
  }
  return new PythonRuntime(tool, files.signature, files.folder);
}

class PythonRuntime implements Runtime {
  readonly ended: Promise<AppError>;
  readonly #tool: NativeTool;
  readonly #signature: Signature;
  readonly #folder: string;
  /** The process answers one question at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #gone = false;

  constructor(tool: NativeTool, signature: Signature, folder: string) {
    this.#tool = tool;
    void tool.ended.then(() => {
      this.#gone = true;
    });
    this.#signature = signature;
    this.#folder = folder;
    this.ended = tool.ended.then((ended) => new AppError('REPLICA_LOST', { detail: nativeWords.toolStopped({ why: ended.signal ?? ended.by }) }));
  }

  run(inputs: readonly RuntimeTensor[], { signature = this.#signature.default, deadlineAt }: RunOptions = {}): Promise<RuntimeTensor[]> {
    const answer = this.#last.then(() => this.#run(inputs, signature, deadlineAt ?? performance.now() + runMsMax));
    this.#last = answer.catch(() => undefined); // who asked is told
    return answer;
  }

  async #run(inputs: readonly RuntimeTensor[], name: string, deadlineAt: number): Promise<RuntimeTensor[]> {
    // The replica ends with its framework process: what is asked in between goes unanswered, so that gateways ask another replica.
    if (this.#gone) return new Promise(() => undefined);
    if (deadlineAt <= performance.now()) throw new AppError('DEADLINE_EXCEEDED', { detail: inferenceWords.deadlineInQueue() });
    const signature = signatureNamed(this.#signature, name) ?? this.#signature;
    const hang = setTimeout(() => this.#tool.kill(), deadlineAt - performance.now() + graceMs);
    try {
      const found = await this.#tool.run(inputs.map(toTensor), name === this.#signature.default ? null : name);
      return signature.outputs.map(({ name, datatype }) => {
        const tensor = found.find((one) => one.name === name);
        if (tensor === undefined || tensor.datatype !== datatype) throw new AppError('MODEL_ERROR', { detail: replicaWords.outputMissing({ name }) });
        return fromTensor(tensor);
      });
    } catch (error) {
      if (error instanceof AppError) throw error;
      const said = error instanceof NativeEnded ? wordsOf(error, this.#tool) : error instanceof Error ? error.message : String(error);
      throw new AppError('MODEL_ERROR', { detail: inferenceWords.modelFailed({ said: modelWords(new Error(said), this.#folder) }), cause: error });
    } finally {
      clearTimeout(hang);
    }
  }

  async close(): Promise<void> {
    await this.#tool.close();
  }
}

function wordsOf({ ended }: NativeEnded, tool: NativeTool): string {
  return nativeWords.toolStopped({ why: [ended.signal ?? ended.by, tool.log.at(-1) ?? ''].filter((one) => one !== '').join(': ') }).text;
}
