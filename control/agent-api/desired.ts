import type { ArtifactFile, DesiredReplica, DesiredState, HealthCheck } from '@/core/agent-api';
import type { ContainerModel } from '@/core/container-model';
import { type GoldenSample, readGoldenSample } from '@/core/golden/sample';
import type { NativeModel } from '@/core/native-model';
import type { Signature } from '@/core/signature';
import type { TxCtx } from '@/services/context';
import type { Variant } from '@/services/endpoint-configs/schemas';
import { type Health, healthOf } from '@/services/replica-health/schemas';

/** Memory and processors of an instance type, for the limits of each replica; unknown types set no limit below 1 GiB and one processor. */
export type SizeOf = (instanceType: string) => { readonly memoryBytes: number; readonly cpus: number };

/** What one instance shall run. Null for an instance that control does not know. */
export async function desiredState(ctx: TxCtx, instanceId: string, sizeOf: SizeOf): Promise<DesiredState | null> {
  const row = await ctx.tx.instance.findUnique({ where: { id: instanceId }, include: { replicas: { where: { endedAt: null }, orderBy: { id: 'asc' } } } });
  if (row === null) return null;
  const terminate = row.endedAt !== null || row.state === 'Draining';
  const replicas = row.endedAt !== null || row.replicas.length === 0 ? [] : await desiredReplicas(ctx, row, sizeOf);
  return { instanceId, revision: row.desiredRevision, terminate, replicas };
}

interface InstanceWithReplicas {
  readonly instanceType: string;
  readonly endpointId: string;
  readonly deploymentId: string;
  readonly replicas: readonly { id: string; versionId: string; variant: string; address: string; desired: string; restartsAsked: number }[];
}

async function desiredReplicas(ctx: TxCtx, row: InstanceWithReplicas, sizeOf: SizeOf): Promise<DesiredReplica[]> {
  const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId } });
  const deployment = await ctx.tx.deployment.findUniqueOrThrow({ where: { id: row.deploymentId } });
  const config = await ctx.tx.endpointConfig.findUniqueOrThrow({ where: { id: deployment.configId } });
  const size = sizeOf(row.instanceType);
  const share = Math.max(1, row.replicas.length);
  const variants = config.variants as unknown as Variant[];
  const versions = await ctx.tx.version.findMany({ where: { id: { in: row.replicas.map((replica) => replica.versionId) } }, include: { model: true } });
  return row.replicas.flatMap((replica) => {
    const version = versions.find((known) => known.id === replica.versionId);
    if (version === undefined) return [];
    const variant = variants.find((known) => known.name === replica.variant);
    const golden = readGoldenSample(version.sample);
    return {
      id: replica.id,
      endpoint: endpoint.name,
      model: version.model.name,
      version: version.number,
      versionDigest: version.digest ?? '',
      framework: version.framework ?? '',
      format: version.format ?? '',
      entry: version.entry ?? '',
      files: version.files as unknown as ArtifactFile[],
      signature: version.signature as unknown as Signature,
      ...modelOf(version),
      sample: golden?.request ?? null,
      health: checkOf(healthOf(variant ?? {}), golden),
      restartsAsked: replica.restartsAsked,
      address: replica.address,
      batchRowsMax: variant?.batching.enabled ? variant.batching.maxSize : 1,
      memoryBytesMax: Math.floor(size.memoryBytes / share),
      cpus: Math.max(0.1, Math.floor((size.cpus / share) * 100) / 100),
      drain: replica.desired === 'Drained',
    };
  });
}

/** Null where it is switched off. */
function checkOf({ golden, ...times }: Health, sample: GoldenSample | null): HealthCheck | null {
  return golden ? { response: sample?.response ?? null, steady: sample?.steady ?? null, ...times } : null;
}

/** Both stand in one column: a version is run in its own framework or as a container. */
function modelOf({ format, native }: { readonly format: string | null; readonly native: unknown }): Pick<DesiredReplica, 'native' | 'container'> {
  const model = format === 'onnx' ? null : (native as NativeModel | ContainerModel | null);
  return model?.framework === 'container' ? { native: null, container: model } : { native: model, container: null };
}
