import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '@/core/errors';
import type { Datatype, Tensor, TensorData } from '@/core/tensors';
import type { SignatureDraft } from './signature';

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

/** Errors are told to the person who uploaded; the log stays quiet. */
const options: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
};

/** A model loaded to be looked at, not to be served. */
export class InspectedModel {
  readonly #session: InferenceSession;
  readonly #draft: SignatureDraft;

  constructor(session: InferenceSession, draft: SignatureDraft) {
    this.#session = session;
    this.#draft = draft;
  }

  /** Runs once; outputs come in the order of the signature. Throws what the runtime says. */
  async run(inputs: readonly Tensor[]): Promise<Tensor[]> {
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, toOrt(input)]));
    const fetches = this.#draft.outputs.map((output) => output.name);
    const results = await this.#session.run(feeds, fetches);
    return this.#draft.outputs.map(({ name, datatype }) => ({ name, datatype, shape: results[name].dims, data: fromOrt(results[name]) }));
  }
}

/** @throws AppError `MODEL_LOAD_FAILED` with the runtime's words */
export async function loadInspected(path: string, folder: string, draft: SignatureDraft): Promise<InspectedModel> {
  try {
    return new InspectedModel(await InferenceSession.create(path, options), draft);
  } catch (error) {
    throw new AppError('MODEL_LOAD_FAILED', {
      detail: `ONNX Runtime cannot load the model: ${runtimeWords(error, folder)}`,
      fix: 'Load it where it was made with the onnxruntime package, and export it again for opset 18.',
      evidence: runtimeWords(error, folder),
    });
  }
}

/** What the runtime says, without paths of this machine. */
export function runtimeWords(error: unknown, folder: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(folder, '').replace(/\s+/g, ' ').trim().slice(0, 1000);
}

function toOrt({ datatype, data, shape }: Tensor): OrtTensor {
  const values = datatype === 'BYTES' ? (data as Uint8Array[]).map((text) => Buffer.from(text).toString('utf8')) : data;
  return new OrtTensor(ortType[datatype], values as OrtTensor['data'], shape);
}

function fromOrt(tensor: OrtTensor): TensorData {
  const data: unknown = tensor.data;
  if (tensor.type === 'string') return (data as string[]).map((text) => Buffer.from(text));
  if (tensor.type !== 'float16' || data instanceof Uint16Array) return data as TensorData;
  const bits = data as Uint8Array; // newer versions of Node give a Float16Array; we keep its bits
  return new Uint16Array(bits.buffer, bits.byteOffset, bits.byteLength / 2);
}
