import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '@/core/errors';
import { onnxWords } from '@/core/sentences/onnx';
import type { OutputSpec } from '@/core/signature';
import type { Tensor, TensorData } from '@/core/tensors';
import { elementsOf, ortType, sessionOptions } from './onnx-runtime';

type Outputs = readonly Pick<OutputSpec, 'name' | 'datatype'>[];

/** A model loaded to be looked at, not to be served. */
export class InspectedModel {
  readonly #session: InferenceSession;
  readonly #outputs: Outputs;

  constructor(session: InferenceSession, outputs: Outputs) {
    this.#session = session;
    this.#outputs = outputs;
  }

  /** Runs once; outputs come in the order of the signature. Throws what the runtime says. */
  async run(inputs: readonly Tensor[]): Promise<Tensor[]> {
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, toOrt(input)]));
    const fetches = this.#outputs.map((output) => output.name);
    const results = await this.#session.run(feeds, fetches);
    return this.#outputs.map(({ name, datatype }) => ({ name, datatype, shape: results[name].dims, data: fromOrt(results[name]) }));
  }
}

/** @throws AppError `MODEL_LOAD_FAILED` with the runtime's words */
export async function loadInspected(path: string, folder: string, { outputs }: { readonly outputs: Outputs }): Promise<InspectedModel> {
  try {
    return new InspectedModel(await InferenceSession.create(path, sessionOptions), outputs);
  } catch (error) {
    throw new AppError('MODEL_LOAD_FAILED', {
      detail: onnxWords.cannotLoad({ said: runtimeWords(error, folder) }),
      fix: onnxWords.exportAgain(),
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
  const data = elementsOf(tensor);
  return Array.isArray(data) ? data.map((text) => Buffer.from(text)) : data;
}
