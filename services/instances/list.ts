import type { z } from 'zod';
import type { Instance as InstanceRow, Replica as ReplicaRow } from '@/prisma/generated/client';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page, Reason } from '../page';
import { toReplicaHealth } from '../replica-health/stored';
import type { Instance, ListInstancesInput } from './schemas';

/**
 * Instances that are there now, each with its replicas; newest first.
 * @throws AppError `PERMISSION_DENIED` (`instances:Read`), `VALIDATION_FAILED` (sort, cursor)
 */
export async function listInstances(ctx: Ctx, input: z.infer<typeof ListInstancesInput>): Promise<Page<Instance>> {
  const keyset = keysetOf(input, ['-createdAt', 'state']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'instances:Read', 'instances');
    const endpointIds =
      input.endpoint === undefined
        ? undefined
        : (await tx.tx.endpoint.findMany({ where: { organizationId: ctx.organizationId, name: input.endpoint }, select: { id: true } })).map((row) => row.id);
    const rows = await tx.tx.instance.findMany({
      where: {
        organizationId: ctx.organizationId,
        endedAt: null,
        ...(endpointIds === undefined ? {} : { endpointId: { in: endpointIds } }),
        AND: keyset.where,
      },
      include: { replicas: { where: { endedAt: null }, orderBy: { id: 'asc' } } },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    const names = await namesOf(tx, rows);
    return toPage(rows, keyset, (row) => toInstance(row, names));
  });
}

type InstanceWithReplicas = InstanceRow & { replicas: ReplicaRow[] };

interface Names {
  readonly endpoints: ReadonlyMap<string, string>;
  readonly versions: ReadonlyMap<string, { model: string; number: number }>;
}

async function namesOf(tx: TxCtx, rows: readonly InstanceWithReplicas[]): Promise<Names> {
  const endpoints = await tx.tx.endpoint.findMany({ where: { id: { in: rows.map((row) => row.endpointId) } }, select: { id: true, name: true } });
  const versions = await tx.tx.version.findMany({
    where: { id: { in: rows.flatMap((row) => row.replicas.map((replica) => replica.versionId)) } },
    select: { id: true, number: true, model: { select: { name: true } } },
  });
  return {
    endpoints: new Map(endpoints.map((row) => [row.id, row.name])),
    versions: new Map(versions.map((row) => [row.id, { model: row.model.name, number: row.number }])),
  };
}

function toInstance(row: InstanceWithReplicas, names: Names): Instance {
  return {
    id: row.id,
    endpoint: names.endpoints.get(row.endpointId) ?? '',
    variant: row.variant,
    provider: row.provider,
    instanceType: row.instanceType,
    state: row.state,
    priceMicrosPerHour: Number(row.priceMicrosPerHour),
    currency: row.currency,
    cpuPercent: row.cpuPercent,
    memoryBytes: Number(row.memoryBytes),
    reason: row.reason as unknown as Reason | null,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    replicas: row.replicas.map((replica) => ({
      id: replica.id,
      instanceId: replica.instanceId,
      variant: replica.variant,
      model: names.versions.get(replica.versionId)?.model ?? '',
      version: names.versions.get(replica.versionId)?.number ?? 0,
      state: replica.state,
      restarts: replica.restarts,
      pid: replica.pid,
      memoryBytes: Number(replica.memoryBytes),
      cpuPercent: replica.cpuPercent,
      reason: replica.reason as unknown as Reason | null,
      health: toReplicaHealth(replica.health),
      createdAt: replica.createdAt.toISOString(),
      readyAt: replica.readyAt?.toISOString() ?? null,
    })),
  };
}
