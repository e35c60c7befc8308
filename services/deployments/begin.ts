import type { Words } from '@/core/sentences/sentence';
import { Prisma } from '@/prisma/client';
import type { Endpoint as EndpointRow } from '@/prisma/generated/client';
import { emitAudit } from '../audit/emit';
import type { TxCtx } from '../context';
import { emitEndpoint, updateAtRevision } from '../endpoints/internal';
import { toEndpoint } from '../endpoints/present';
import { type EndpointMove, endpointStates } from '../endpoints/states';
import { emitDeployment, insertDeployment, toDeployment } from './internal';
import type { Deployment } from './schemas';
import type { StoredStrategy } from './strategy';

/** Moves the endpoint and starts a rollout of `configId`, with audit and events; the last steps that deploying and rolling back share. */
export async function beginDeployment(
  tx: TxCtx,
  row: EndpointRow,
  rollout: { move: EndpointMove; configId: string; number: number; strategy: StoredStrategy; message: Words },
): Promise<Deployment> {
  const before = await toEndpoint(tx, row);
  const state = endpointStates.next(endpointStates.of(row.state), rollout.move);
  const changed = await updateAtRevision(tx, row, { desired: 'InService', state, reason: Prisma.DbNull });
  const inserted = await insertDeployment(tx, row, rollout);
  const deployment = await toDeployment(tx, inserted, row.name);
  const endpoint = await toEndpoint(tx, changed);
  await emitAudit(tx, 'endpoints:Deploy', `endpoints/${row.name}`, { before, after: { endpoint, deployment } });
  await emitEndpoint(tx, changed, endpoint, rollout.message);
  await emitDeployment(tx, deployment, inserted);
  return deployment;
}
