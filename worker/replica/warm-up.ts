import { batchModeOf } from '@/core/codecs';
import type { Signature } from '@/core/signature';
import { allocate, type Datatype } from '@/core/tensors';
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
 * Runs the model on zeros, so that the first caller does not pay for its first run, and finds out whether rows can share a run:
 * a model may say so in its signature and still answer without a row for each row. Zeros may not suit a model; that is no fault.
 */
export async function warmUp(runtime: Runtime, signature: Signature): Promise<WarmedUp> {
  const said = batchModeOf(signature);
  try {
    const one = await runtime.run(zeros(signature, 1));
    if (said === 'none') return { mode: 'request', problem: null };
    if (said === 'single' || !hasRows(one, 1)) return { mode: said === 'single' ? 'row' : 'request', problem: null };
  } catch (problem) {
    return { mode: said === 'none' ? 'request' : said === 'single' ? 'row' : 'joined', problem };
  }
  try {
    const several = await runtime.run(zeros(signature, rowsTried));
    return { mode: hasRows(several, rowsTried) ? 'joined' : 'request', problem: null };
  } catch (problem) {
    return { mode: 'row', problem }; // it takes one row but not three, whatever its signature says
  }
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
