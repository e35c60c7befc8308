import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Datatype, TensorData } from '@/core/tensors';

/** ONNX Runtime's names of our datatypes. Checks and replicas both go by these: what the check ran is what the replica runs. */
export const ortType: Record<Datatype, OrtTensor.Type> = {
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
 * One thread, since each model runs in a process of its own and all share the cores, and nothing in the log for what fails: who asked
 * is told.
 */
export const sessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
};

/**
 * The elements of a tensor that ONNX Runtime gave, sharing its memory; text stays text. FP16 is kept as its bits: newer versions of
 * Node give them as a Float16Array.
 */
export function elementsOf(tensor: OrtTensor): Exclude<TensorData, Uint8Array[]> | string[] {
  const data = tensor.data as Exclude<TensorData, Uint8Array[]> | string[];
  if (tensor.type !== 'float16' || Array.isArray(data) || data instanceof Uint16Array) return data;
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
