import type { ContainerService, ContainerWishes } from '@/core/container-model';
import { containerWords } from '@/core/sentences/containers';
import { taskReasons } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';
import type { InputSpec } from '@/core/signature';
import type { Datatype } from '@/core/tensors';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';
import { rolesFor } from '../output-roles';
import type { JsonObject } from './json-rows';
import { ServiceFault } from './service-client';

/** What a person says of the signature; a SageMaker container says nothing of it itself. */
export interface ContainerSignatureWishes extends SignatureWishes {
  /** Shape of one row, by input. */
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
  /** FP32 where nothing is said. */
  readonly datatypes?: Readonly<Record<string, Datatype>> | undefined;
}

export interface Described {
  readonly service: ContainerService;
  readonly draft: SignatureDraft;
  readonly evidence: Words | null;
}

export interface DescribeWishes {
  readonly container: ContainerWishes;
  readonly signature: ContainerSignatureWishes;
  /** The name it is registered under. */
  readonly model: string;
  /** The environment of the container. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Names a model may have in there, the likeliest first. */
export function modelNames({ container, model, environment }: Omit<DescribeWishes, 'signature'>): string[] {
  return container.model === undefined ? [...new Set([model, environment.MODEL_NAME ?? model, 'model'])] : [container.model];
}

export interface OutputDraft {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[] | null;
}

export function specOf({ name, datatype, shape }: JsonObject, typeOf: (name: string) => Datatype | undefined, body: Buffer): OutputDraft {
  const type = typeof datatype === 'string' ? typeOf(datatype) : undefined;
  const isShape = shape === null || (Array.isArray(shape) && shape.length <= 32 && shape.every((size) => Number.isSafeInteger(size) && Number(size) >= -1));
  if (typeof name !== 'string' || name === '' || type === undefined || !isShape) throw new ServiceFault(body.toString('utf8', 0, 300));
  return { name, datatype: type, shape: shape as number[] | null };
}

export function withColumns(input: InputSpec, { columns }: ContainerSignatureWishes): InputSpec {
  const names = columns?.[input.name];
  return names !== undefined && names.length === input.shape.at(-1) ? { ...input, columns: names } : input;
}

export function draftOf(inputs: readonly InputSpec[], outputs: readonly OutputDraft[], { task: wished, labels }: ContainerSignatureWishes): SignatureDraft {
  const task = wished ?? 'custom';
  const roles = rolesFor(task, outputs);
  return {
    task,
    taskReason: wished !== undefined ? taskReasons.chosen() : containerWords.metadataSays(),
    inputs,
    outputs: outputs.map((output, i) => ({ ...output, role: roles[i] })),
    labels: labels ?? null,
    description: '',
    sample: undefined,
    remarks: [],
  };
}

/** What a person does about a container that says nothing of its signature. */
export function giveShape(): Sentence {
  return containerWords.giveShape({ example: '"signature": {"shapes": {"x": [4]}}' });
}
