import { AppError } from '@/core/errors';
import { nativeWords } from '@/core/sentences/native';
import { onnxWords, taskReasons } from '@/core/sentences/onnx';
import type { InputSpec, NamedSignature, OutputRole, Task } from '@/core/signature';
import { tasks } from '@/core/signature';
import { type Datatype, datatypes, elementCount } from '@/core/tensors';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';
import { rolesFor } from '../output-roles';
import { requireDatatypes, withWishedShape } from '../wishes';
import type { NativeDescription } from './tool';

/** A sample row of this many values is written out in control. */
const rowElementsMax = 4 * 1024 * 1024;
const roles: readonly OutputRole[] = ['label', 'scores', 'value', 'vector', 'distances', 'other'];

/** The signature of a model that runs in its own framework, as that framework describes it; a person's word counts more. */
export function draftOf(said: NativeDescription, wishes: SignatureWishes): SignatureDraft {
  const inputs = said.inputs.map((input) => inputOf(input, wishes));
  const found = tasks.find((task) => task === said.task);
  const task = wishes.task ?? found ?? guess(said);
  const why =
    wishes.task !== undefined ? taskReasons.chosen() : found !== undefined ? nativeWords.taskOfEstimator({ what: said.what }) : nativeWords.taskUnknown();
  const given = said.outputs.map((output) => roles.find((role) => role === output.role) ?? 'other');
  const own = given.some((role) => role !== 'other') ? given : rolesFor(task, said.outputs);
  return {
    task,
    taskReason: why,
    inputs,
    outputs: said.outputs.map((output, i) => ({ name: output.name, datatype: datatypeOf(output.datatype), shape: output.shape, role: own[i] })),
    labels: wishes.labels ?? said.labels,
    description: '',
    sample: said.example ?? undefined,
    remarks: [],
  };
}

function inputOf(input: NativeDescription['inputs'][number], wishes: SignatureWishes = {}): InputSpec {
  const row = elementCount(input.shape.slice(1).map((dimension) => (dimension === -1 ? 1 : dimension)));
  if (!(row <= rowElementsMax))
    throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail: onnxWords.rowTooLarge({ name: input.name, shape: input.shape.join(', ') }) });
  const columns = wishes.columns?.[input.name] ?? input.columns;
  const fits = columns !== undefined && columns.length === input.shape.at(-1);
  const shaped = withWishedShape(input, wishes.shapes);
  return { name: input.name, datatype: datatypeOf(input.datatype), ...shaped, ...(fits ? { columns } : {}), ...takenBeside(input) };
}

/** A signature beside the default one, with shapes as it has answered. Whether rows may run together is not known; one by one they may. */
export function namedOf(
  said: NativeDescription,
  name: string,
  answered: { readonly rows: number; readonly shapes: readonly (readonly number[])[] },
): NamedSignature {
  const { inputs = [], outputs = [] } = said.signatures?.[name] ?? {};
  const shapeOf = (shape: readonly number[]): readonly number[] => (shape[0] === answered.rows && answered.rows > 1 ? [-1, ...shape.slice(1)] : shape);
  const isRowless = answered.rows > 1 && answered.shapes.some((shape) => shape[0] !== answered.rows);
  return {
    inputs: inputs.map((input) => inputOf(input)),
    outputs: outputs.map((output, i) => ({
      name: output.name,
      datatype: datatypeOf(output.datatype),
      shape: output.shape ?? shapeOf(answered.shapes[i] ?? []),
      role: 'other',
    })),
    batchable: false,
    ...(isRowless ? { rowless: true } : {}),
  };
}

/** @throws AppError `MODEL_SIGNATURE_UNSUPPORTED` for a datatype that the model itself says otherwise */
export function requireInputDatatypes(inputs: NativeDescription['inputs'], wished: SignatureWishes['datatypes']): void {
  requireDatatypes(
    inputs.map(({ name, datatype }) => ({ name, datatype: datatypeOf(datatype) })),
    wished,
  );
}

/** What an input takes beside values of its datatype. */
export function takenBeside({ nullable, booleans }: NativeDescription['inputs'][number]): Pick<InputSpec, 'nullable' | 'booleans'> {
  return { ...(nullable === undefined ? {} : { nullable }), ...(booleans === undefined ? {} : { booleans }) };
}

function datatypeOf(name: string): Datatype {
  const datatype = datatypes.find((one) => one === name);
  if (datatype === undefined) throw new RangeError(`unknown datatype ${name}`);
  return datatype;
}

function guess({ outputs }: NativeDescription): Task {
  const [only] = outputs;
  const isFigure = outputs.length === 1 && only.datatype.startsWith('FP') && only.shape?.length === 2 && only.shape[1] === 1;
  return isFigure ? 'regress' : 'custom';
}
