import type { OutputRole, Signature } from '../signature';
import type { Datatype } from '../tensors';

/** How far a figure may lie from the stored one: `absolute + relative × |stored|`. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

export const exact: Tolerance = { relative: 0, absolute: 0 };
/** Sums of many float32 terms in another order, as another processor adds them. */
const single: Tolerance = { relative: 1e-3, absolute: 1e-5 };
/** float16 carries three digits. */
const half: Tolerance = { relative: 1e-2, absolute: 1e-3 };

/** Labels, counts and text are what they are; figures may differ a little from machine to machine. float64 too: most models add in float32. */
export function toleranceOf(datatype: Datatype): Tolerance {
  if (datatype === 'FP16') return half;
  return datatype === 'FP32' || datatype === 'FP64' ? single : exact;
}

/** Members of a prediction of the task API, and the outputs they are made of. */
const rolesOf: Readonly<Record<string, readonly OutputRole[]>> = {
  score: ['scores'],
  probabilities: ['scores'],
  value: ['value'],
  vector: ['vector'],
  distances: ['distances', 'scores'],
};

/** Of one member of a prediction, such as `score`; `label` and `cluster` are exact. */
export function toleranceOfMember(member: string, signature: Signature): Tolerance {
  if (member === 'label' || member === 'cluster') return exact;
  const roles = rolesOf[member] ?? [];
  const output = signature.outputs.find(({ role }) => roles.includes(role));
  return output === undefined ? single : toleranceOf(output.datatype);
}

/** Of one output by its name, where predictions are outputs as they are. */
export function toleranceOfOutput(name: string, signature: Signature): Tolerance {
  const output = signature.outputs.find((known) => known.name === name);
  return output === undefined ? single : toleranceOf(output.datatype);
}
