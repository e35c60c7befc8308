import { AppError } from '@/core/errors';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords, schemaWords } from '@/core/sentences/fields';
import { scalingWords } from '@/core/sentences/scaling';
import type { Endpoint as EndpointRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import type { Variant } from '../endpoint-configs/schemas';
import { scalingOf, type UpdateScalingInput } from './schemas';

/** The variants of the deployment that serves. @throws AppError `STATE_CONFLICT` where none ever did */
export async function servingVariants(tx: TxCtx, row: EndpointRow): Promise<Variant[]> {
  const active = row.activeDeploymentId === null ? null : await tx.tx.deployment.findUnique({ where: { id: row.activeDeploymentId } });
  if (active === null) throw new AppError('STATE_CONFLICT', { detail: scalingWords.neverServed() });
  return variantsOf(await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: active.configId } }));
}

/** The variant that is meant. @throws AppError `VALIDATION_FAILED` */
export function chooseVariant(variants: readonly Variant[], name: string | undefined): Variant {
  const [only, ...more] = variants;
  const chosen = name === undefined ? (more.length === 0 ? only : undefined) : variants.find((variant) => variant.name === name);
  if (chosen !== undefined) return chosen;
  const names = { variants: variants.map((variant) => variant.name) };
  throw new AppError('VALIDATION_FAILED', {
    detail: name === undefined ? scalingWords.whichVariant() : endpointWords.noVariant({ variants: [name] }),
    fix: name === undefined ? scalingWords.nameVariant(names) : endpointWords.hasVariants(names),
    errors: [{ pointer: '/variant', detail: name === undefined ? fieldWords.needed() : fieldWords.noVariant() }],
  });
}

/** The variant as it would be after the change. @throws AppError `VALIDATION_FAILED` where the minimum is above the maximum */
export function withScaling(variant: Variant, input: Pick<UpdateScalingInput, 'minInstances' | 'maxInstances' | 'scaling'>): Variant {
  const minInstances = input.minInstances ?? variant.minInstances;
  const maxInstances = input.maxInstances ?? variant.maxInstances;
  if (minInstances > maxInstances) {
    throw new AppError('VALIDATION_FAILED', {
      detail: scalingWords.minimumAbove({ min: minInstances, max: maxInstances }),
      fix: scalingWords.raiseMaximum(),
      errors: [{ pointer: input.minInstances === undefined ? '/maxInstances' : '/minInstances', detail: schemaWords.minAboveMax() }],
    });
  }
  const initialInstances = Math.min(maxInstances, Math.max(1, minInstances, variant.initialInstances));
  return { ...variant, minInstances, maxInstances, initialInstances, scaling: scalingOf({ ...variant, scaling: input.scaling ?? variant.scaling }) };
}
