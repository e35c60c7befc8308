import { askReplica, NoAnswer } from '@/core/golden/ask';
import { differenceOf } from '@/core/golden/difference';
import { type GoldenSample, readGoldenSample } from '@/core/golden/sample';
import { deploymentWords } from '@/core/sentences/deployments';
import { textOf, type Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import type { PhaseName } from '@/services/deployments/schemas';
import type { Variant } from '@/services/endpoint-configs/schemas';
import type { Reach } from './apply';
import { endDeployment } from './apply-endpoint';
import { appendLog } from './deployment-log';

const phase: PhaseName = 'Probe answer';
const limitMs = 10_000;

/** Why a replica did not pass: the deployment ends. */
class WrongAnswer extends Error {
  readonly words: Words;
  readonly evidence: Words;

  constructor(words: Words, evidence: Words) {
    super(textOf(words));
    this.name = 'WrongAnswer';
    this.words = words;
    this.evidence = evidence;
  }
}

interface Target {
  readonly id: string;
  readonly address: string;
  readonly digest: string;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly signature: Signature;
  readonly sample: GoldenSample | null;
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
    const answer = await answerOf(target);
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
    if (error instanceof NoAnswer) {
      reach.log.warn({ replica: target.id, why: error.message }, 'a replica did not answer the probe; it is asked again');
      return;
    }
    if (!(error instanceof WrongAnswer)) throw error;
    const reason = { code: 'PROBE_WRONG_ANSWER', ...inEnglish({ message: error.words, fix: deploymentWords.checkAgain(), evidence: error.evidence }) };
    const row = await reach.leadership.fenced((ctx) => ctx.tx.deployment.findUniqueOrThrow({ where: { id: deploymentId } }));
    await endDeployment(reach, { type: 'end-deployment', endpointId: row.endpointId, deploymentId, state: 'Failed', reason });
  }
}

/** @throws WrongAnswer; NoAnswer where it is to be asked again */
async function answerOf(target: Target): Promise<{ tookMs: number }> {
  const { model, version, sample } = target;
  try {
    const answer = await askReplica({ ...target, request: sample?.request ?? null, waitMs: limitMs, limitMs, spare: false });
    const isJudged = sample !== null && sample.response !== null && sample.steady !== false;
    const difference = isJudged ? differenceOf(sample.response, answer.body, target.signature) : null;
    if (difference !== null) throw new WrongAnswer(deploymentWords.otherAnswer({ model, version }), difference);
    return answer;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.kind === 'other-version') throw new WrongAnswer(deploymentWords.otherFiles({ model, version }), error.words);
    if (error.kind === 'refused') throw new WrongAnswer(deploymentWords.sampleRefused({ model, version }), error.words);
    throw error;
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
        signature: version.signature as unknown as Signature,
        sample: readGoldenSample(version.sample),
      };
    });
  });
}
