import { deploymentWords } from '@/core/sentences/deployments';
import { inEnglish } from '@/core/sentences/stored';
import type { PhaseName } from '@/services/deployments/schemas';
import type { Variant } from '@/services/endpoint-configs/schemas';
import type { Reach } from './apply';
import { endDeployment } from './apply-endpoint';
import { appendLog } from './deployment-log';
import { askReplica, ProbeFailure } from './probe-connection';
import { differenceOf, readSample, type Sample } from './probe-sample';

const phase: PhaseName = 'Probe answer';

interface Target {
  readonly id: string;
  readonly address: string;
  readonly digest: string;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly sample: Sample | null;
}

/**
 * Sends each new replica the version's sample over its own socket, as a gateway would, and compares the answer with the one of the check.
 * A wrong answer ends the deployment before any caller sees it; a replica that does not answer now is asked again on the next pass.
 */
export async function probeReplicas(reach: Reach, deploymentId: string, replicaIds: readonly string[]): Promise<void> {
  const targets = await targetsOf(reach, deploymentId, replicaIds);
  await Promise.all(targets.map((target) => probeOne(reach, deploymentId, target)));
}

async function probeOne(reach: Reach, deploymentId: string, target: Target): Promise<void> {
  try {
    const answer = await askReplica(target);
    const difference = target.sample === null ? null : differenceOf(target.sample, answer.body);
    if (difference !== null) {
      const { model, version } = target;
      throw new ProbeFailure('PROBE_WRONG_ANSWER', deploymentWords.otherAnswer({ model, version }), difference);
    }
    await reach.leadership.fenced(async (ctx) => {
      await ctx.tx
        .$executeRaw`UPDATE replicas SET timings = timings || ${JSON.stringify({ probeMs: answer.tookMs })}::jsonb WHERE id = ${target.id} AND ended_at IS NULL`;
      const answered = { replica: target.id, took: answer.tookMs };
      await appendLog(
        ctx,
        deploymentId,
        'info',
        phase,
        target.sample === null ? deploymentWords.probeConnected(answered) : deploymentWords.probeAnswered(answered),
      );
    });
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    if (error.code === 'unreachable') {
      reach.log.warn({ replica: target.id, why: error.message }, 'a replica did not answer the probe; it is asked again');
      return;
    }
    const reason = { code: error.code, ...inEnglish({ message: error.words, fix: deploymentWords.checkAgain() }), evidence: error.evidence };
    const row = await reach.leadership.fenced((ctx) => ctx.tx.deployment.findUniqueOrThrow({ where: { id: deploymentId } }));
    await endDeployment(reach, { type: 'end-deployment', endpointId: row.endpointId, deploymentId, state: 'Failed', reason });
  }
}

async function targetsOf(reach: Reach, deploymentId: string, replicaIds: readonly string[]): Promise<Target[]> {
  return reach.leadership.fenced(async (ctx) => {
    const replicas = await ctx.tx.replica.findMany({ where: { id: { in: [...replicaIds] }, deploymentId, state: 'Ready', endedAt: null } });
    const deployment = await ctx.tx.deployment.findUniqueOrThrow({ where: { id: deploymentId } });
    const config = await ctx.tx.endpointConfig.findUniqueOrThrow({ where: { id: deployment.configId } });
    const variants = config.variants as unknown as Variant[];
    const versions = await ctx.tx.version.findMany({ where: { id: { in: variants.map((variant) => variant.versionId) } } });
    return replicas.flatMap((replica) => {
      const variant = variants.find((known) => known.name === replica.variant);
      const version = versions.find((known) => known.id === replica.versionId);
      if (variant === undefined || version === undefined) return [];
      const { id, address } = replica;
      return {
        id,
        address,
        digest: version.digest ?? '',
        model: variant.model,
        version: version.number,
        variant: variant.name,
        sample: readSample(version.sample),
      };
    });
  });
}
