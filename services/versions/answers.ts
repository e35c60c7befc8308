import type { ArtifactFile } from '@/core/agent-api';
import type { ContainerModel } from '@/core/container-model';
import type { DataSample } from '@/core/data-sample';
import type { NativeModel } from '@/core/native-model';
import { dataSampleWords } from '@/core/sentences/data-samples';
import { wordsIn } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import type { Prisma } from '@/prisma/client';
import { systemContext, type TxCtx, withTransaction } from '../context';
import { type CheckJob, leaseMs } from './check';
import { pendingEvaluation } from './data-sample';
import { emitVersion, toVersion, type VersionWithModel } from './internal';
import type { Evaluation } from './schemas';

/** A version that passed its check and is to answer its sample anew, its data sample, or both; this process has taken it on. */
export interface AnswersDue {
  readonly id: string;
  readonly owner: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly model: string;
  readonly number: number;
  readonly files: readonly ArtifactFile[];
  readonly entry: string;
  /** How it is loaded where it runs in its own framework or a container; null where ONNX Runtime runs it. */
  readonly native: NativeModel | ContainerModel | null;
  readonly signature: Signature;
  /** The stored sample's body where it has no answer. */
  readonly request: unknown;
  /** Where it is still to be evaluated. */
  readonly dataSample: DataSample | null;
}

/** Takes a version whose answers are due and that nobody works at; null when there is none. */
export async function leaseAnswers(job: CheckJob, owner: string): Promise<AnswersDue | null> {
  return withTransaction(systemContext(job.database, job.clock, 'model-checks'), async (ctx) => {
    const now = new Date(job.clock.now());
    const until = new Date(now.getTime() + leaseMs);
    const [taken] = await ctx.tx.$queryRaw<{ id: string }[]>`
      UPDATE versions SET lease_owner = ${owner}, lease_until = ${until} WHERE id = (
        SELECT id FROM versions WHERE answers_due AND state = 'Ready' AND (lease_until IS NULL OR lease_until < ${now})
        ORDER BY updated_at FOR UPDATE SKIP LOCKED LIMIT 1)
      RETURNING id`;
    if (taken === undefined) return null;
    const row = await ctx.tx.version.findUniqueOrThrow({ where: { id: taken.id }, include: { model: true } });
    const sample = row.sample as { request?: unknown; response?: unknown } | null;
    const isUnanswered = sample?.request !== undefined && (sample.response ?? null) === null;
    const isPending = (row.evaluation as unknown as Evaluation | null)?.state === 'Pending';
    return {
      id: row.id,
      owner,
      organizationId: row.organizationId,
      projectId: row.projectId,
      model: row.model.name,
      number: row.number,
      files: row.files as unknown as ArtifactFile[],
      entry: row.entry ?? '',
      native: row.format === 'onnx' ? null : (row.native as unknown as NativeModel | ContainerModel | null),
      signature: row.signature as unknown as Signature,
      request: isUnanswered ? sample.request : null,
      dataSample: isPending ? (row.dataSample as unknown as DataSample | null) : null,
    };
  });
}

/** Keeps the lease. @returns false when it is lost: the version was changed meanwhile, and is answered anew */
export async function renewAnswers(job: CheckJob, due: AnswersDue): Promise<boolean> {
  const leaseUntil = new Date(job.clock.now() + leaseMs);
  return change(job, due, async ({ tx }, row) => void (await tx.version.update({ where: { id: row.id }, data: { leaseUntil } })));
}

/** Gives it back, for a later pass or another process. */
export async function releaseAnswers(job: CheckJob, due: AnswersDue, retryAfterMs: number): Promise<void> {
  const leaseUntil = new Date(job.clock.now() + retryAfterMs);
  await change(job, due, async ({ tx }, row) => void (await tx.version.update({ where: { id: row.id }, data: { leaseOwner: null, leaseUntil } })));
}

/** Stores what the version answered; an evaluation is null where there was nothing to evaluate. */
export async function settleAnswers(
  job: CheckJob,
  due: AnswersDue,
  { response, evaluation }: { readonly response: unknown; readonly evaluation: Partial<Evaluation> | null },
): Promise<void> {
  const at = new Date(job.clock.now());
  await change(job, due, async (tx, row) => {
    const done: Evaluation | null = evaluation === null ? null : { ...pendingEvaluation, ...evaluation, at: at.toISOString() };
    const updated = await tx.tx.version.update({
      where: { id: row.id },
      data: {
        ...(due.request === null
          ? {}
          : { sample: JSON.parse(JSON.stringify({ ...(row.sample as object | null), request: due.request, response })) as Prisma.InputJsonValue }),
        ...(done === null ? {} : { evaluation: JSON.parse(JSON.stringify(done)) as Prisma.InputJsonValue }),
        answersDue: false,
        leaseOwner: null,
        leaseUntil: null,
        updatedAt: at,
      },
      include: { model: true },
    });
    const of = { model: due.model, version: due.number };
    const why = done?.reason ?? null;
    const message = done === null ? '' : why === null ? dataSampleWords.evaluated(of) : dataSampleWords.notEvaluated({ ...of, why: wordsIn(why, 'message') });
    await emitVersion(tx, updated, await toVersion(tx, updated), message, why === null ? 'info' : 'warn');
  });
}

/** @returns false where the lease is lost */
async function change(job: CheckJob, due: AnswersDue, work: (tx: TxCtx, row: VersionWithModel) => Promise<void>): Promise<boolean> {
  const ctx = systemContext(job.database, job.clock, 'model-checks', due.organizationId, due.projectId);
  return withTransaction(ctx, async (tx) => {
    await tx.tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${due.id} FOR UPDATE`;
    const row = await tx.tx.version.findFirst({ where: { id: due.id, leaseOwner: due.owner, answersDue: true }, include: { model: true } });
    if (row === null) return false;
    await work(tx, row);
    return true;
  });
}
