import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '@/core/errors';
import type { OutputSpec, Signature } from '@/core/signature';
import type { Datatype } from '@/core/tensors';
import { modelError, modelWords, type Runtime, type RuntimeData, type RuntimeTensor, type VersionFiles } from './runtime';

const ortType: Record<Datatype, OrtTensor.Type> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
};

/**
 * One thread, since each replica is a process of its own and all share the cores; no spinning while there is nothing to do; and nothing in
 * the log for a row that fails, since its caller is told.
 */
const options: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

/**
 * Loads an ONNX file into ONNX Runtime.
 * @throws AppError `MODEL_LOAD_FAILED`, `MODEL_EXTERNAL_DATA_UNSAFE` for a file that leads out of its folder,
 * `MODEL_SIGNATURE_UNSUPPORTED` when the file's inputs and outputs are not those of the signature
 */
export async function loadOnnx(files: VersionFiles): Promise<Runtime> {
  const path = resolveInside(files.folder, files.entry);
  const session = await InferenceSession.create(path, options).catch((cause: unknown) => {
    throw new AppError('MODEL_LOAD_FAILED', { detail: `ONNX Runtime cannot load ${files.entry}: ${modelWords(cause, files.folder)}`, cause });
  });
  checkAgainst(files.signature, session);
  return new OnnxRuntime(session, files.signature, files.folder);
}

/** From the path, not from a buffer: ONNX Runtime resolves external data beside the file then, and refuses it elsewhere. */
function resolveInside(folder: string, entry: string): string {
  const root = realpathSync(folder);
  const path = realpathSync(join(root, entry));
  if (!path.startsWith(root + sep)) throw new AppError('MODEL_EXTERNAL_DATA_UNSAFE', `${entry} leads out of the version's folder.`);
  return path;
}

function checkAgainst(signature: Signature, session: InferenceSession): void {
  const refuse = (detail: string): never => {
    throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail });
  };
  const given = signature.inputs.map((input) => input.name);
  const missing = session.inputNames.find((name) => !given.includes(name)) ?? given.find((name) => !session.inputNames.includes(name));
  if (missing !== undefined) refuse(`The input ${missing} is not in both the signature and the model.`);
  for (const { name, datatype } of signature.outputs) {
    const found = session.outputMetadata.find((output) => output.name === name);
    if (found === undefined) refuse(`The model has no output ${name}.`);
    else if (!found.isTensor) refuse(`The output ${name} is a sequence or a map; export the model so that it gives tensors (for scikit-learn: zipmap off).`);
    else if (found.type !== ortType[datatype]) refuse(`The output ${name} is ${found.type}, the signature says ${datatype}.`);
  }
}

class OnnxRuntime implements Runtime {
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
      return this.#outputs.map(({ name, datatype }) => ({ name, datatype, shape: results[name].dims, data: dataOf(results[name]) }));
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

/** FP16 is kept as its bits; newer versions of Node give them as a Float16Array. */
function dataOf(tensor: OrtTensor): RuntimeData {
  const data = tensor.data as RuntimeData;
  if (tensor.type !== 'float16' || Array.isArray(data) || data instanceof Uint16Array) return data;
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
