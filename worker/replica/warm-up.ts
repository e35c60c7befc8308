import { batchModeOf, decodeRequest } from '@/core/codecs';
import type { Signature } from '@/core/signature';
import { allocate, type Datatype, type Tensor } from '@/core/tensors';
import { tile } from '@/frameworks/inspect/batching';
import type { Runtime, RuntimeData, RuntimeTensor } from '../runtimes/runtime';
import type { RunMode } from './batcher';
import { hasRows } from './outputs';

/** Enough to tell rows of an output from any other first dimension. */
const rowsTried = 3;

/** How the model may be run, and why it could not be warmed up, if so. */
export interface WarmedUp {
  readonly mode: RunMode;
  readonly problem: unknown;
}

/**
 * Runs the model on the sample of its check, or on zeros where there is none, so that the first caller does not pay for its first run, and finds out
 * whether rows can share a run: a model may say so in its signature and still answer without a row for each row. Zeros may not suit a model; that is
 * no fault.
 * @param sample a task API body, or null
 */
export async function warmUp(runtime: Pick<Runtime, 'run'>, signature: Signature, sample: unknown = null): Promise<WarmedUp> {
  const said = batchModeOf(signature);
  const rowsOf = (rows: number): RuntimeTensor[] => fromSample(signature, sample, rows) ?? zeros(signature, rows);
  try {
    const one = await runtime.run(rowsOf(1));
    if (said === 'none') return { mode: 'request', problem: null };
    if (said === 'single' || !hasRows(one, 1)) return { mode: said === 'single' ? 'row' : 'request', problem: null };
  } catch (problem) {
    return { mode: said === 'none' ? 'request' : said === 'single' ? 'row' : 'joined', problem };
  }
  try {
    const several = await runtime.run(rowsOf(rowsTried));
    return { mode: hasRows(several, rowsTried) ? 'joined' : 'request', problem: null };
  } catch (problem) {
    return { mode: 'row', problem }; // it takes one row but not three, whatever its signature says
  }
}

/** The sample's first row, `rows` over; null where it does not fit, or has no rows. */
function fromSample(signature: Signature, sample: unknown, rows: number): RuntimeTensor[] | null {
  if (sample === null || batchModeOf(signature) !== 'free') return null;
  try {
    const body = Buffer.from(JSON.stringify(sample));
    const decoded = decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, body, signature);
    return decoded.rows === 1 ? decoded.tensors.map((tensor) => toRuntime(tile(tensor, rows))) : null;
  } catch {
    return null; // a sample of before a change of ours: zeros do as well
  }
}

function toRuntime({ name, datatype, shape, data }: Tensor): RuntimeTensor {
  return { name, datatype, shape, data: Array.isArray(data) ? data.map((text) => Buffer.from(text).toString('utf8')) : data };
}

function zeros(signature: Signature, rows: number): RuntimeTensor[] {
  const hasBatch = batchModeOf(signature) !== 'none';
  return signature.inputs.map(({ name, datatype, shape }) => {
    const filled = shape.map((dimension, i) => (i === 0 && hasBatch ? rows : dimension === -1 ? 1 : dimension));
    const count = filled.reduce((product, dimension) => product * dimension, 1);
    return { name, datatype, shape: filled, data: zerosOf(datatype, count) };
  });
}

function zerosOf(datatype: Datatype, count: number): RuntimeData {
  return datatype === 'BYTES' ? Array.from({ length: count }, () => '') : (allocate(datatype, count) as RuntimeData);
}
