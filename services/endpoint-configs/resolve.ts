import type { z } from 'zod';
import { AppError } from '@/core/errors';
import type { InstanceTypeOffer } from '@/providers/fleet/provider';
import type { TxCtx } from '../context';
import type { Reason } from '../page';
import type { Variant, VariantInput } from './schemas';

/** Of an instance's memory, the share its replicas may plan to use. */
const memoryShare = 0.8;

/** A GPU in the type's name, ours or Amazon's. */
const gpuType = /gpu|cuda|^ml\.(p\d|g\d)|^(p|g)\d[a-z]*\./i;

export interface ResolveOptions {
  readonly offers: readonly InstanceTypeOffer[];
  /** JSON pointer of the variants in the caller's body. */
  readonly pointer: string;
}

/**
 * Checks what a config names and fills in the ids: models and versions of the organization that can serve, types the fleet has, room for the replicas.
 * @throws AppError `NOT_FOUND`, `STATE_CONFLICT`, `INSTANCE_TYPE_UNKNOWN`, `VALIDATION_FAILED`, each with the pointer of the variant
 */
export async function resolveVariants(tx: TxCtx, inputs: readonly z.output<typeof VariantInput>[], options: ResolveOptions): Promise<Variant[]> {
  const resolved: Variant[] = [];
  for (const [index, input] of inputs.entries()) {
    const at = `${options.pointer}/${index}`;
    const version = await servingVersion(tx, input.model, input.version, at);
    const offer = offerOf(input.instanceType, options.offers, at);
    requireRoom(input, offer, version.peakMemoryBytes, at);
    resolved.push({ ...input, modelId: version.modelId, versionId: version.id });
  }
  return resolved;
}

/** Checks stored variants once more before they serve again: a version may have been archived or deleted since. */
export async function recheckVariants(tx: TxCtx, variants: readonly Variant[], options: ResolveOptions): Promise<void> {
  await resolveVariants(tx, variants, options);
}

async function servingVersion(tx: TxCtx, modelName: string, number: number, at: string) {
  const model = await tx.tx.model.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name: modelName } } });
  if (model === null) {
    throw new AppError('NOT_FOUND', { detail: `There is no model ${modelName}.`, errors: [{ pointer: `${at}/model`, detail: 'no such model' }] });
  }
  const version = await tx.tx.version.findUnique({ where: { modelId_number: { modelId: model.id, number } } });
  if (version === null) {
    throw new AppError('NOT_FOUND', {
      detail: `Model ${modelName} has no version ${number}.`,
      errors: [{ pointer: `${at}/version`, detail: 'no such version' }],
    });
  }
  const errors = [{ pointer: `${at}/version`, detail: 'cannot be deployed' }];
  if (version.stage === 'Archived') {
    throw new AppError('STATE_CONFLICT', {
      detail: `${modelName} version ${number} is archived.`,
      fix: 'Choose another version, or give this one another stage first.',
      errors,
    });
  }
  if (version.state !== 'Ready') {
    const reason = version.reason as unknown as Reason | null;
    throw new AppError('STATE_CONFLICT', {
      detail: `${modelName} version ${number} is not ready to serve: it is ${version.state}.`,
      ...(reason?.message ? { reason: reason.message } : {}),
      fix: version.state === 'Checking' ? 'Wait until its checks have ended.' : 'Open the version to see why, or choose one that is Ready.',
      errors,
    });
  }
  return version;
}

function offerOf(type: string, offers: readonly InstanceTypeOffer[], at: string): InstanceTypeOffer {
  const offer = offers.find((known) => known.name === type);
  if (offer !== undefined) return offer;
  const gpu = gpuType.test(type);
  throw new AppError('INSTANCE_TYPE_UNKNOWN', {
    detail: gpu ? `${type} is a GPU instance type; models run on CPUs only for now.` : `This fleet has no instance type ${type}.`,
    ...(gpu ? { reason: 'The runtimes of this version execute on CPUs.' } : {}),
    fix: `Choose one of ${offers.map((known) => known.name).join(', ') || 'the types of another fleet'}.`,
    errors: [{ pointer: `${at}/instanceType`, detail: gpu ? 'CPU only' : 'unknown instance type' }],
  });
}

function requireRoom(input: z.output<typeof VariantInput>, offer: InstanceTypeOffer, peakMemoryBytes: bigint | null, at: string): void {
  if (input.replicasPerInstance > offer.replicasMax) {
    throw new AppError('VALIDATION_FAILED', {
      detail: `An instance of ${offer.name} holds at most ${offer.replicasMax} replicas.`,
      fix: 'Use fewer replicas an instance, a larger type, or more instances.',
      errors: [{ pointer: `${at}/replicasPerInstance`, detail: `at most ${offer.replicasMax}` }],
    });
  }
  const needed = Number(peakMemoryBytes ?? 0n) * input.replicasPerInstance;
  if (needed <= offer.memoryBytes * memoryShare) return;
  throw new AppError('VALIDATION_FAILED', {
    detail: `${input.replicasPerInstance} replicas of ${input.model} version ${input.version} need ${mebibytes(needed)}; ${offer.name} has ${mebibytes(offer.memoryBytes)}, of which a fifth stays free.`,
    fix: 'Use fewer replicas an instance or a larger type.',
    errors: [{ pointer: `${at}/replicasPerInstance`, detail: 'not enough memory' }],
  });
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MiB`;
}
