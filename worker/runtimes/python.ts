import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import { nativeWords } from '@/core/sentences/native';
import { replicaWords } from '@/core/sentences/replicas';
import type { Signature } from '@/core/signature';
import type { ProcessLimits } from '@/frameworks/limited-process';
import { NativeEnded, NativeError, NativeTool } from '@/frameworks/native/tool';
import { requireSandbox } from '@/frameworks/sandbox';
import type { NativePlace } from '../replica/messages';
import { fromTensor, modelWords, type Runtime, type RuntimeTensor, toTensor, type VersionFiles } from './runtime';

/** A run that takes longer hangs: its process is replaced. */
const runMsMax = 120_000;

/**
 * Loads a model in its own framework: a Python process of its own in the sandbox, which gets batches as tensor blocks.
 * @throws AppError `MODEL_LOAD_FAILED`, `SANDBOX_UNAVAILABLE`, `MODEL_UNSAFE` and what else loading it is refused with
 */
export async function loadPython(files: VersionFiles, { model, toolchain, memoryBytesMax }: NativePlace): Promise<Runtime> {
  const sandbox = await requireSandbox();
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

  constructor(tool: NativeTool, signature: Signature, folder: string) {
    this.#tool = tool;
    this.#signature = signature;
    this.#folder = folder;
    this.ended = tool.ended.then((ended) => new AppError('REPLICA_LOST', { detail: nativeWords.toolStopped({ why: ended.signal ?? ended.by }) }));
  }

  async run(inputs: readonly RuntimeTensor[]): Promise<RuntimeTensor[]> {
    const hang = setTimeout(() => void this.#tool.close(), runMsMax);
    try {
      const found = await this.#tool.run(inputs.map(toTensor));
      return this.#signature.outputs.map(({ name, datatype }) => {
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
