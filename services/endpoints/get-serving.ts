import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords } from '@/core/sentences/fields';
import type { Deployment as DeploymentRow } from '@/prisma/generated/client';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import type { GetServingInput, Serving } from './schemas';

/**
 * Which versions callers of an endpoint were sent to at a time (by default now), by the history of its deployments. A name may have been given again after an
 * endpoint was deleted: each time is answered by the endpoint of then.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND` where no endpoint ever had the name, `VALIDATION_FAILED` for a time to come
 */
export async function getServing(ctx: Ctx, input: z.infer<typeof GetServingInput>): Promise<Serving> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.name}`);
    const at = input.at === undefined ? new Date(ctx.clock.now()) : new Date(input.at);
    if (at.getTime() > ctx.clock.now()) {
      const detail = endpointWords.timeToCome({ at: at.toISOString() });
      throw new AppError('VALIDATION_FAILED', { detail, errors: [{ pointer: '/at', detail: fieldWords.inFuture() }] });
    }
    const endpoints = await tx.tx.endpoint.findMany({ where: { organizationId: tx.organizationId, name: input.name } });
    if (endpoints.length === 0) throw new AppError('NOT_FOUND', { detail: endpointWords.unknown({ endpoint: input.name }) });
    // Two at once: the later one bakes beside the one that serves.
    const [served, baking] = await tx.tx.deployment.findMany({
      where: {
        endpointId: { in: endpoints.map(({ id }) => id) },
        servedFrom: { lte: at },
        OR: [{ servedUntil: null }, { servedUntil: { gt: at } }],
      },
      orderBy: { servedFrom: 'asc' },
      take: 2,
    });
    const was = endpoints.some(({ createdAt, deletedAt }) => createdAt <= at && (deletedAt === null || deletedAt > at));
    const head = { endpoint: input.name, at: at.toISOString() };
    if (served === undefined) return { ...head, state: was ? 'NotServing' : 'NotThere', deployment: null, variants: [], baking: null };
    return {
      ...head,
      state: 'Serving',
      deployment: briefly(served),
      variants: await variantsAt(tx, served),
      baking: baking === undefined ? null : { ...briefly(baking), variants: await variantsAt(tx, baking) },
    };
  });
}

function briefly({ id, number, createdBy, servedFrom, servedUntil }: DeploymentRow): NonNullable<Serving['deployment']> {
  return { id, number, createdBy, servedFrom: servedFrom?.toISOString() ?? '', servedUntil: servedUntil?.toISOString() ?? null };
}

async function variantsAt(tx: TxCtx, { configId }: DeploymentRow): Promise<Serving['variants']> {
  const config = await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: configId } });
  return variantsOf(config).map(({ name, model, version, weight }) => ({ name, model, version, weight }));
}
