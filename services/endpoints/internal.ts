import { AppError } from '@/core/errors';
import { endpointWords } from '@/core/sentences/endpoints';
import type { Words } from '@/core/sentences/sentence';
import type { Prisma } from '@/prisma/client';
import type { Endpoint as EndpointRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import type { Endpoint } from './schemas';

/** @throws AppError `NOT_FOUND`, the same for an endpoint of another organization */
export async function getEndpointInOrganization(tx: TxCtx, name: string): Promise<EndpointRow> {
  const row = await tx.tx.endpoint.findFirst({ where: { organizationId: tx.organizationId, name, deletedAt: null } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: endpointWords.unknown({ endpoint: name }) });
  return row;
}

/** The same, locked until the transaction ends: of two changes at once the second sees what the first made of it. */
export async function lockEndpointInOrganization(tx: TxCtx, name: string): Promise<EndpointRow> {
  await tx.tx.$queryRaw`SELECT 1 FROM endpoints WHERE organization_id = ${tx.organizationId} AND name = ${name} AND deleted_at IS NULL FOR UPDATE`;
  return getEndpointInOrganization(tx, name);
}

/** @throws AppError `REVISION_CONFLICT` when the caller has seen another revision than the stored one */
export function requireRevision(endpoint: EndpointRow, revision: number | undefined): void {
  if (revision !== undefined && revision !== endpoint.revision) throw changedMeanwhile(endpoint.name);
}

/** Changes the row only if nobody has since it was read. @throws AppError `REVISION_CONFLICT` */
export async function updateAtRevision(tx: TxCtx, endpoint: EndpointRow, data: Prisma.EndpointUpdateManyMutationInput): Promise<EndpointRow> {
  const changed = await tx.tx.endpoint.updateMany({
    where: { id: endpoint.id, revision: endpoint.revision },
    data: { ...data, updatedAt: new Date(tx.clock.now()), revision: { increment: 1 } },
  });
  if (changed.count === 0) throw changedMeanwhile(endpoint.name);
  return tx.tx.endpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
}

function changedMeanwhile(name: string): AppError {
  return new AppError('REVISION_CONFLICT', {
    detail: endpointWords.changedMeanwhile({ endpoint: name }),
    fix: endpointWords.lookAndRepeat(),
    retryAfterSeconds: 1,
  });
}

/** Asks control to end what is under way: an endpoint that is stopped or deleted has no use for its deployment. */
export async function cancelDeployments(tx: TxCtx, endpointId: string): Promise<void> {
  await tx.tx.deployment.updateMany({ where: { endpointId, state: 'InProgress' }, data: { cancelRequested: true } });
}

export async function emitEndpoint(
  tx: TxCtx,
  row: EndpointRow,
  endpoint: Endpoint,
  message: Words = '',
  level: 'info' | 'warn' | 'error' = 'info',
): Promise<void> {
  await emitEvent(tx, {
    type: row.deletedAt === null ? 'endpoint.updated' : 'endpoint.deleted',
    topics: ['endpoints', `endpoints/${row.name}`],
    resource: endpoint,
    message,
    level,
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}
