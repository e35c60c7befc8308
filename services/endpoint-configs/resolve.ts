import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords } from '@/core/sentences/fields';
import { wordsIn } from '@/core/sentences/stored';
import { versionWords } from '@/core/sentences/versions';
import type { InstanceTypeOffer } from '@/providers/fleet/provider';
import type { TxCtx } from '../context';
import type { Reason } from '../page';
import { healthOf } from '../replica-health/schemas';
import { scalingOf } from '../scaling/schemas';
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
    resolved.push({ ...input, scaling: scalingOf(input), health: healthOf(input), modelId: version.modelId, versionId: version.id });
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
    throw new AppError('NOT_FOUND', {
      detail: versionWords.modelUnknown({ model: modelName }),
      errors: [{ pointer: `${at}/model`, detail: fieldWords.noModel() }],
    });
  }
  // Who archives it or corrects its signature waits until this deployment is there to be seen, or this waits for the change.
  await tx.tx.$queryRaw`SELECT 1 FROM versions WHERE model_id = ${model.id} AND number = ${number} FOR SHARE`;
  const version = await tx.tx.version.findUnique({ where: { modelId_number: { modelId: model.id, number } } });
  if (version === null) {
    throw new AppError('NOT_FOUND', {
      detail: versionWords.unknown({ model: modelName, version: number }),
      errors: [{ pointer: `${at}/version`, detail: fieldWords.noVersion() }],
    });
  }
  const errors = [{ pointer: `${at}/version`, detail: fieldWords.cannotDeploy() }];
  if (version.stage === 'Archived') {
    throw new AppError('STATE_CONFLICT', {
      detail: endpointWords.versionArchived({ model: modelName, version: number }),
      fix: endpointWords.otherVersionOrStage(),
      errors,
    });
  }
  if (version.state !== 'Ready') {
    const reason = version.reason as unknown as Reason | null;
    const checking = version.state === 'Checking';
    throw new AppError('STATE_CONFLICT', {
      detail: checking
        ? endpointWords.versionChecking({ model: modelName, version: number })
        : endpointWords.versionNotReady({ model: modelName, version: number, state: version.state }),
      ...(reason?.message ? { reason: wordsIn(reason, 'message') } : {}),
      fix: checking ? versionWords.waitForChecks() : endpointWords.openVersion(),
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
    detail: gpu ? endpointWords.gpuType({ type }) : endpointWords.typeUnknown({ type }),
    ...(gpu ? { reason: endpointWords.cpuOnly() } : {}),
    fix: offers.length > 0 ? endpointWords.chooseType({ types: offers.map((known) => known.name) }) : endpointWords.otherFleet(),
    errors: [{ pointer: `${at}/instanceType`, detail: gpu ? fieldWords.cpuOnly() : fieldWords.unknownType() }],
  });
}

function requireRoom(input: z.output<typeof VariantInput>, offer: InstanceTypeOffer, peakMemoryBytes: bigint | null, at: string): void {
  if (input.replicasPerInstance > offer.replicasMax) {
    throw new AppError('VALIDATION_FAILED', {
      detail: endpointWords.tooManyReplicas({ type: offer.name, most: offer.replicasMax }),
      fix: endpointWords.fewerReplicas(),
      errors: [{ pointer: `${at}/replicasPerInstance`, detail: fieldWords.atMost({ most: offer.replicasMax }) }],
    });
  }
  const needed = Number(peakMemoryBytes ?? 0n) * input.replicasPerInstance;
  if (needed <= offer.memoryBytes * memoryShare) return;
  throw new AppError('VALIDATION_FAILED', {
    detail: endpointWords.memoryShort({
      replicas: input.replicasPerInstance,
      model: input.model,
      version: input.version,
      needed,
      type: offer.name,
      has: offer.memoryBytes,
    }),
    fix: endpointWords.fewerOrLarger(),
    errors: [{ pointer: `${at}/replicasPerInstance`, detail: fieldWords.notEnoughMemory() }],
  });
}
