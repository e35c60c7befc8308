import type { Prisma } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import type { Variant } from '@/services/endpoint-configs/schemas';
import { type InstanceMinute, minutesOf, presentUntil } from './minutes';

const batchSize = 200;

type Instance = Prisma.InstanceGetPayload<object>;

interface LedgerLine {
  readonly organizationId: string;
  readonly projectId: string;
  readonly minute: string;
  readonly instanceId: string;
  readonly endpointId: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly versionId: string;
  readonly instanceType: string;
  readonly milliseconds: number;
  readonly priceMicrosPerHour: string;
  readonly amountMicros: string;
  readonly currency: string;
}

/**
 * Brings the availability ledger up to now for the next instances, by id, that are there or ended since. In the caller's fenced transaction.
 * @param after '' or the last id of the page before
 * @returns the last id of this page; null at the end
 */
export async function billInstances(ctx: TxCtx, after: string): Promise<string | null> {
  const now = ctx.clock.now();
  const instances = await ctx.tx.instance.findMany({
    where: {
      id: { gt: after },
      startedAt: { not: null },
      OR: [{ endedAt: null }, { billedUntil: null }, { endedAt: { gt: ctx.tx.instance.fields.billedUntil } }],
    },
    orderBy: { id: 'asc' },
    take: batchSize,
  });
  if (instances.length > 0) await writeLines(ctx, await linesOf(ctx, instances, now));
  for (const instance of instances) {
    // One that ended is closed for good, even where its last seconds were silent and cost nothing.
    const until = instance.endedAt?.getTime() ?? presentUntil(instance, now);
    if (until === null || until <= (instance.billedUntil?.getTime() ?? 0)) continue;
    await ctx.tx.instance.updateMany({ where: { id: instance.id }, data: { billedUntil: new Date(until) } });
  }
  return instances.length === batchSize ? instances[batchSize - 1].id : null;
}

async function linesOf(ctx: TxCtx, instances: readonly Instance[], now: number): Promise<LedgerLine[]> {
  const endpoints = await ctx.tx.endpoint.findMany({
    where: { id: { in: [...new Set(instances.map((instance) => instance.endpointId))] } },
    select: { id: true, name: true },
  });
  const names = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint.name]));
  const versions = await versionsOf(ctx, [...new Set(instances.map((instance) => instance.deploymentId))]);
  return instances.flatMap((instance) =>
    minutesOf(instance, now).map((line) =>
      toLine(instance, line, names.get(instance.endpointId) ?? '', versions.get(`${instance.deploymentId}/${instance.variant}`) ?? ''),
    ),
  );
}

/** Which version each variant of these deployments runs: `<deployment>/<variant>` → version id. */
async function versionsOf(ctx: TxCtx, deploymentIds: readonly string[]): Promise<Map<string, string>> {
  const deployments = await ctx.tx.deployment.findMany({ where: { id: { in: [...deploymentIds] } }, select: { id: true, configId: true } });
  const configs = await ctx.tx.endpointConfig.findMany({ where: { id: { in: deployments.map((deployment) => deployment.configId) } } });
  const variants = new Map(configs.map((config) => [config.id, config.variants as unknown as Variant[]]));
  return new Map(deployments.flatMap(({ id, configId }) => (variants.get(configId) ?? []).map((variant) => [`${id}/${variant.name}`, variant.versionId])));
}

function toLine(instance: Instance, line: InstanceMinute, endpoint: string, versionId: string): LedgerLine {
  const { organizationId, projectId, id, endpointId, variant, instanceType, currency } = instance;
  return {
    organizationId,
    projectId,
    minute: line.minute.toISOString(),
    instanceId: id,
    endpointId,
    endpoint,
    variant,
    versionId,
    instanceType,
    milliseconds: line.milliseconds,
    priceMicrosPerHour: instance.priceMicrosPerHour.toString(),
    amountMicros: line.amountMicros.toString(),
    currency,
  };
}

/** A minute only grows: a pass that was overtaken by a later one takes nothing back. */
async function writeLines(ctx: TxCtx, lines: readonly LedgerLine[]): Promise<void> {
  await ctx.tx.$executeRaw`
    INSERT INTO instance_usage AS i (organization_id, project_id, minute, instance_id, endpoint_id, endpoint, variant, version_id, instance_type,
      instance_milliseconds, price_micros_per_hour, amount_micros, currency)
    SELECT "organizationId", "projectId", minute, "instanceId", "endpointId", endpoint, variant, "versionId", "instanceType",
      milliseconds, "priceMicrosPerHour", "amountMicros", currency
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS r("organizationId" text, "projectId" text, minute timestamptz, "instanceId" text,
      "endpointId" text, endpoint text, variant text, "versionId" text, "instanceType" text, milliseconds bigint, "priceMicrosPerHour" bigint,
      "amountMicros" bigint, currency text)
    ORDER BY 1, 3, 4
    ON CONFLICT (organization_id, minute, instance_id) DO UPDATE SET
      instance_milliseconds = EXCLUDED.instance_milliseconds, amount_micros = EXCLUDED.amount_micros
    WHERE i.instance_milliseconds < EXCLUDED.instance_milliseconds`;
}
