import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '@/core/errors';
import { replicaWords } from '@/core/sentences/replicas';
import type { Sentence } from '@/core/sentences/sentence';
import { type OutputSpec, type Signature, signatureNamed } from '@/core/signature';
import { elementsOf, ortType, sessionOptions } from '@/frameworks/onnx/onnx-runtime';
import { modelError, modelWords, type RunOptions, type Runtime, type RuntimeTensor, type VersionFiles } from './runtime';

/** As at the check, and no spinning while there is nothing to do. */
const options: InferenceSession.SessionOptions = {
  ...sessionOptions,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

/**
 * Loads an ONNX file into ONNX Runtime.
 * @throws AppError `MODEL_LOAD_FAILED`, `MODEL_EXTERNAL_DATA_UNSAFE` for a file that leads out of its folder,
 * `MODEL_SIGNATURE_UNSUPPORTED` when the file's inputs and outputs are not those of the signature
 */
export async function loadOnnx(files: VersionFiles): Promise<Runtime> {
  const { signature, folder } = files;
  const loaded = new Map<string, OnnxRuntime>();
  for (const name of Object.keys(signature.signatures)) {
    const own = signatureNamed(signature, name);
    const entry = name === signature.default ? files.entry : signature.signatures[name].entry;
    if (own !== null && entry !== undefined) loaded.set(name, await loadFile(folder, entry, own));
  }
  return new OnnxRuntimes(loaded, signature.default);
}

async function loadFile(folder: string, entry: string, signature: Signature): Promise<OnnxRuntime> {
  const path = resolveInside(folder, entry);
  const session = await InferenceSession.create(path, options).catch((cause: unknown) => {
    throw new AppError('MODEL_LOAD_FAILED', { detail: replicaWords.cannotLoad({ file: entry, said: modelWords(cause, folder) }), cause });
  });
  checkAgainst(signature, session);
  return new OnnxRuntime(session, signature, folder);
}

/** From the path, not from a buffer: ONNX Runtime resolves external data beside the file then, and refuses it elsewhere. */
function resolveInside(folder: string, entry: string): string {
  const root = realpathSync(folder);
  const path = realpathSync(join(root, entry));
  if (!path.startsWith(root + sep)) throw new AppError('MODEL_EXTERNAL_DATA_UNSAFE', { detail: replicaWords.leadsOut({ file: entry }) });
  return path;
}

function checkAgainst(signature: Signature, session: InferenceSession): void {
  const refuse = (detail: Sentence): never => {
    throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail });
  };
  const given = signature.inputs.map((input) => input.name);
  const missing = session.inputNames.find((name) => !given.includes(name)) ?? given.find((name) => !session.inputNames.includes(name));
  if (missing !== undefined) refuse(replicaWords.inputNotInBoth({ name: missing }));
  for (const { name, datatype } of signature.outputs) {
    const found = session.outputMetadata.find((output) => output.name === name);
    if (found === undefined) refuse(replicaWords.outputMissing({ name }));
    else if (!found.isTensor) refuse(replicaWords.outputNoTensor({ name }));
    else if (found.type !== ortType[datatype]) refuse(replicaWords.outputType({ name, type: found.type, datatype }));
  }
}

/** A file for each signature. */
class OnnxRuntimes implements Runtime {
  readonly #loaded: ReadonlyMap<string, OnnxRuntime>;
  readonly #default: string;

  constructor(loaded: ReadonlyMap<string, OnnxRuntime>, defaultName: string) {
    this.#loaded = loaded;
    this.#default = defaultName;
  }

  async run(inputs: readonly RuntimeTensor[], { signature = this.#default }: RunOptions = {}): Promise<RuntimeTensor[]> {
    const runtime = this.#loaded.get(signature);
    if (runtime === undefined) throw new RangeError(`no file answers the signature ${signature}`);
    return runtime.run(inputs);
  }

  async close(): Promise<void> {
    for (const runtime of this.#loaded.values()) await runtime.close();
  }
}

class OnnxRuntime {
  readonly #session: InferenceSession;
  readonly #outputs: readonly OutputSpec[];
  readonly #fetches: string[];
  readonly #folder: string;
  /** Input buffers come again for each number of rows; so do their wrappers. */
  readonly #wrapped = new WeakMap<RuntimeTensor, OrtTensor>();

  constructor(session: InferenceSession, signature: Signature, folder: string) {
    this.#session = session;
    this.#outputs = signature.outputs;
    this.#fetches = signature.outputs.map((output) => output.name);
    this.#folder = folder;
  }

  async run(inputs: readonly RuntimeTensor[]): Promise<RuntimeTensor[]> {
    const feeds: Record<string, OrtTensor> = {};
    try {
      for (const input of inputs) feeds[input.name] = this.#wrap(input);
      const results = await this.#session.run(feeds, this.#fetches);
      return this.#outputs.map(({ name, datatype }) => ({ name, datatype, shape: results[name].dims, data: elementsOf(results[name]) }));
    } catch (error) {
      throw modelError(error, this.#folder);
    }
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  #wrap(input: RuntimeTensor): OrtTensor {
    const known = this.#wrapped.get(input);
    if (known !== undefined) return known;
    const made = new OrtTensor(ortType[input.datatype], input.data as OrtTensor['data'], input.shape);
    this.#wrapped.set(input, made);
    return made;
  }
}
