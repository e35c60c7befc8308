import { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import type { MetricRange } from './range';

/** Whose metrics: of one endpoint, or of all of the organization. */
export interface MetricScope {
  readonly endpointId?: string | undefined;
  readonly variant?: string | undefined;
}

/** The condition on a table of metrics that goes with it. */
export function within(tx: TxCtx, period: Pick<MetricRange, 'fromMs' | 'toMs'>, scope: MetricScope): Prisma.Sql {
  const endpoint = scope.endpointId === undefined ? Prisma.empty : Prisma.sql`AND endpoint_id = ${scope.endpointId}`;
  const variant = scope.variant === undefined ? Prisma.empty : Prisma.sql`AND variant = ${scope.variant}`;
  return Prisma.sql`organization_id = ${tx.organizationId} ${endpoint} ${variant} AND at >= ${new Date(period.fromMs)} AND at < ${new Date(period.toMs)}`;
}
