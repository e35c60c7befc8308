import type { ArtifactFile, DesiredReplica, DesiredState } from '@/core/agent-api';
import type { NativeModel } from '@/core/native-model';
import type { Signature } from '@/core/signature';
import type { TxCtx } from '@/services/context';
import type { Variant } from '@/services/endpoint-configs/schemas';
import { readSample } from '../reconciler/probe-sample';

/** Memory of an instance type, for the limit of each replica; unknown types set no limit below 1 GiB. */
export type MemoryOf = (instanceType: string) => number;

/** What one instance shall run. Null for an instance that control does not know. */
export async function desiredState(ctx: TxCtx, instanceId: string, memoryOf: MemoryOf): Promise<DesiredState | null> {
  const row = await ctx.tx.instance.findUnique({ where: { id: instanceId }, include: { replicas: { where: { endedAt: null }, orderBy: { id: 'asc' } } } });
  if (row === null) return null;
  const terminate = row.endedAt !== null || row.state === 'Draining';
  const replicas = row.endedAt !== null || row.replicas.length === 0 ? [] : await desiredReplicas(ctx, row, memoryOf);
  return { instanceId, revision: row.desiredRevision, terminate, replicas };
}

interface InstanceWithReplicas {
  readonly instanceType: string;
  readonly endpointId: string;
  readonly deploymentId: string;
  readonly replicas: readonly { id: string; versionId: string; variant: string; address: string; desired: string }[];
}

async function desiredReplicas(ctx: TxCtx, row: InstanceWithReplicas, memoryOf: MemoryOf): Promise<DesiredReplica[]> {
  const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId } });
  const deployment = await ctx.tx.deployment.findUniqueOrThrow({ where: { id: row.deploymentId } });
  const config = await ctx.tx.endpointConfig.findUniqueOrThrow({ where: { id: deployment.configId } });
  const variants = config.variants as unknown as Variant[];
  const versions = await ctx.tx.version.findMany({ where: { id: { in: row.replicas.map((replica) => replica.versionId) } }, include: { model: true } });
  return row.replicas.flatMap((replica) => {
    const version = versions.find((known) => known.id === replica.versionId);
    if (version === undefined) return [];
    const variant = variants.find((known) => known.name === replica.variant);
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
      native: version.format === 'onnx' ? null : (version.native as unknown as NativeModel | null),
      sample: readSample(version.sample)?.request ?? null,
      address: replica.address,
      batchRowsMax: variant?.batching.enabled ? variant.batching.maxSize : 1,
      memoryBytesMax: Math.floor(memoryOf(row.instanceType) / Math.max(1, row.replicas.length)),
      drain: replica.desired === 'Drained',
    };
  });
}
