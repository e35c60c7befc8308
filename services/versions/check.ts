import type { ArtifactFile } from '@/core/agent-api';
import type { Clock } from '@/core/clock';
import type { ContainerModel } from '@/core/container-model';
import type { DataSample } from '@/core/data-sample';
import type { NativeModel } from '@/core/native-model';
import type { Sentence } from '@/core/sentences/sentence';
import { wordsIn } from '@/core/sentences/stored';
import { versionWords } from '@/core/sentences/versions';
import type { Signature } from '@/core/signature';
import type { SignatureChange } from '@/core/signature-change';
import { storable } from '@/core/storable';
import { type Database, Prisma } from '@/prisma/client';
import { objectKey } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { systemContext, type TxCtx, withTransaction } from '../context';
import type { Reason } from '../page';
import { referObjects } from '../storage/references';
import { correctionUnderCheck, endCorrection, requestedNow } from './correction';
import { pendingEvaluation } from './data-sample';
import { emitVersion, pendingChecks, toVersion, type VersionWithModel } from './internal';
import type { Check, CreateVersionInput, Evaluation, Parity } from './schemas';
import type { Artifacts } from './source';

type Finding = { readonly module: string; readonly name: string };

export const leaseMs = 30_000;

/** What a person asked for when registering. */
export interface RequestedVersion {
  readonly artifacts: Artifacts;
  readonly framework: CreateVersionInput['framework'] | null;
  readonly signature: NonNullable<CreateVersionInput['signature']> | null;
  readonly runtime: CreateVersionInput['runtime'];
  /** Absent in rows of before there were containers. */
  readonly container?: NonNullable<CreateVersionInput['container']> | null;
  /** Names beyond the allow-list that a person has approved. */
  readonly approved?: readonly (readonly [module: string, name: string])[];
  /** Task and names as persons corrected them after a check. */
  readonly corrections?: SignatureChange;
}

/** A version whose check this process has taken on. */
export interface LeasedVersion {
  readonly id: string;
  readonly owner: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly model: string;
  readonly number: number;
  readonly requested: RequestedVersion;
  readonly dataSample: DataSample | null;
}

/** What a finished check found; files and signature only where it came that far. */
export interface CheckedVersion {
  readonly framework?: string;
  readonly frameworkVersion?: string;
  readonly format?: string;
  readonly entry?: string;
  readonly digest?: string;
  readonly files?: readonly ArtifactFile[];
  readonly signature?: Signature;
  readonly sample?: { readonly request: unknown; readonly response: unknown; readonly steady: boolean } | null;
  readonly parity?: Parity;
  /** How it is loaded in its own framework, or its container started. */
  readonly native?: NativeModel | ContainerModel;
  /** Names that wait for approval; the version is then quarantined. */
  readonly findings?: readonly Finding[];
  /** What the model file says of itself; kept with the metadata unless a person gave a description. */
  readonly description?: string;
  readonly loadMs?: number;
  readonly peakMemoryBytes?: number;
  /** The last word on each step; one that could not be stored as it happened is stored with the end. */
  readonly checks?: readonly Check[];
  /** Null when all steps passed. */
  readonly reason: Reason | null;
}

export interface CheckJob {
  readonly database: Database;
  readonly clock: Clock;
}

/** Takes the oldest version in `Checking` that nobody works at; its steps begin anew. Null when there is none. */
export async function leaseVersion(job: CheckJob, owner: string): Promise<LeasedVersion | null> {
  return withTransaction(systemContext(job.database, job.clock, 'model-checks'), async (ctx) => {
    const now = new Date(job.clock.now());
    const until = new Date(now.getTime() + leaseMs);
    const [taken] = await ctx.tx.$queryRaw<{ id: string }[]>`
      UPDATE versions SET lease_owner = ${owner}, lease_until = ${until} WHERE id = (
        SELECT id FROM versions WHERE state = 'Checking' AND (lease_until IS NULL OR lease_until < ${now})
        ORDER BY created_at FOR UPDATE SKIP LOCKED LIMIT 1)
      RETURNING id`;
    if (taken === undefined) return null;
    const row = await ctx.tx.version.update({
      where: { id: taken.id },
      data: { checks: pendingChecks as unknown as Prisma.InputJsonValue, files: [], native: Prisma.DbNull, findings: Prisma.DbNull, parity: Prisma.DbNull },
      include: { model: true },
    });
    const { id, organizationId, projectId, number } = row;
    return {
      id,
      owner,
      organizationId,
      projectId,
      model: row.model.name,
      number,
      requested: requestedNow(row),
      dataSample: row.dataSample as unknown as DataSample | null,
    };
  });
}

/** Keeps the lease. @returns false when it is lost, or the version gone: the work shall end */
export async function renewLease(job: CheckJob, leased: LeasedVersion): Promise<boolean> {
  const leaseUntil = new Date(job.clock.now() + leaseMs);
  return (await updateLeased(job, leased, { leaseUntil })) !== null;
}

/** Gives the version back unchecked, so that another process, or a later pass, begins anew. */
export async function releaseVersion(job: CheckJob, leased: LeasedVersion, retryAfterMs: number): Promise<void> {
  await updateLeased(job, leased, { leaseOwner: null, leaseUntil: new Date(job.clock.now() + retryAfterMs) });
}

/** Stores how far one step is and tells who watches. @returns false when the lease is lost */
export async function recordCheck(job: CheckJob, leased: LeasedVersion, told: Check): Promise<boolean> {
  const check = storable(told);
  const updated = await updateLeased(job, leased, (row) => {
    const checks = (row.checks as unknown as Check[]).map((known) => (known.step === check.step ? check : known));
    return { checks: checks as unknown as Prisma.InputJsonValue };
  });
  return updated !== null;
}

/** The model is no ONNX file: other steps are to come. @returns false when the lease was lost */
export async function planChecks(job: CheckJob, leased: LeasedVersion, steps: readonly Check['step'][]): Promise<boolean> {
  const updated = await updateLeased(job, leased, (row) => {
    const known = row.checks as unknown as Check[];
    const checks = steps.map((step): Check => known.find((check) => check.step === step) ?? { step, result: 'Pending', durationMs: null, evidence: '' });
    return { checks: checks as unknown as Prisma.InputJsonValue };
  });
  return updated !== null;
}

/** Names the files before they are stored, so that the collector leaves alone what is there of them. @throws AppError `STORAGE_UNREACHABLE` */
export async function referToFiles(job: CheckJob, leased: LeasedVersion, files: readonly ArtifactFile[]): Promise<void> {
  await withTransaction(systemContext(job.database, job.clock, 'model-checks', leased.organizationId, leased.projectId), async (tx) => {
    const keys = files.map((file) => objectKey(file.sha256));
    await referObjects(tx, keys);
    if ((await lockLeased(tx, leased)) === null) return;
    await tx.tx.version.update({ where: { id: leased.id }, data: { files: files as unknown as Prisma.InputJsonValue } });
  });
}

/** Ends the check: `Ready`, `Quarantined` with what waits for approval, or `Failed` with the reason; steps that were not reached are skipped. */
export async function settleVersion(job: CheckJob, leased: LeasedVersion, found: CheckedVersion): Promise<void> {
  const { reason, checks: last = [], files, signature, sample, parity, native, findings, description, peakMemoryBytes, ...plain } = storable(found);
  const state = reason === null ? 'Ready' : findings === undefined ? 'Failed' : 'Quarantined';
  let told: Sentence | null = null;
  let outcome: Change = {};
  await updateLeased(
    job,
    leased,
    async (row, tx) => {
      const checks = (row.checks as unknown as Check[])
        .map((check) => last.find((one) => one.step === check.step) ?? check)
        .map((check) => (check.result === 'Pending' ? { ...check, result: 'Skipped' as const } : check));
      const correction = correctionUnderCheck(row);
      if (correction !== null) {
        const ended = endCorrection(correction, { row, found: { signature, sample }, reason, at: new Date(job.clock.now()).toISOString() });
        await emitAudit(tx, 'models:Update', `models/${leased.model}/versions/${leased.number}`, ended.audit);
        told = ended.words({ model: leased.model, version: leased.number });
        if (!ended.isTaken) return ended.change;
        outcome = ended.change;
      }
      return {
        ...plain,
        state,
        reason: reason === null ? Prisma.DbNull : ({ ...reason } as unknown as Prisma.InputJsonValue),
        checks: checks as unknown as Prisma.InputJsonValue,
        ...(files === undefined ? {} : { files: files as unknown as Prisma.InputJsonValue }),
        ...(signature === undefined ? {} : { signature: signature as unknown as Prisma.InputJsonValue }),
        ...(sample === undefined || sample === null ? {} : { sample: JSON.parse(JSON.stringify(sample)) as Prisma.InputJsonValue }),
        ...(parity === undefined ? {} : { parity: parity as unknown as Prisma.InputJsonValue }),
        ...(native === undefined ? {} : { native: native as unknown as Prisma.InputJsonValue }),
        ...(row.dataSample === null || state === 'Quarantined' ? {} : evaluationAfter(state)),
        findings: findings === undefined ? Prisma.DbNull : (findings as unknown as Prisma.InputJsonValue),
        ...(description ? { metadata: { description, ...(row.metadata as Prisma.JsonObject) } } : {}),
        ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes: BigInt(Math.round(peakMemoryBytes)) }),
        leaseOwner: null,
        leaseUntil: null,
        ...outcome,
      };
    },
    ({ model, number: version }) =>
      told ??
      (reason === null
        ? versionWords.ready({ model, version })
        : (state === 'Failed' ? versionWords.failedCheck : versionWords.quarantined)({ model, version, why: wordsIn(reason, 'message') })),
  );
}

/** A version that is Ready answers its data sample next; one that failed never will. */
function evaluationAfter(state: 'Ready' | 'Failed'): Change {
  const evaluation: Evaluation = { ...pendingEvaluation, state: state === 'Ready' ? 'Pending' : 'Skipped' };
  return { evaluation: { ...evaluation } as Prisma.InputJsonValue, answersDue: state === 'Ready' };
}

type Change = Prisma.VersionUncheckedUpdateInput;

/** Changes the row only while the lease is held. An event goes out where what people see has changed. */
async function updateLeased(
  job: CheckJob,
  leased: LeasedVersion,
  change: Change | ((row: VersionWithModel, tx: TxCtx) => Change | Promise<Change>),
  sentence: ((leased: LeasedVersion) => Sentence) | null = null,
): Promise<VersionWithModel | null> {
  const ctx = systemContext(job.database, job.clock, 'model-checks', leased.organizationId, leased.projectId);
  return withTransaction(ctx, async (tx) => {
    const row = await lockLeased(tx, leased);
    if (row === null) return null;
    const data = typeof change === 'function' ? await change(row, tx) : change;
    const updated = await tx.tx.version.update({ where: { id: row.id }, data: { ...data, updatedAt: new Date(job.clock.now()) }, include: { model: true } });
    if (typeof change === 'function') {
      const message = sentence === null ? '' : sentence(leased);
      await emitVersion(tx, updated, await toVersion(tx, updated), message, updated.state === 'Failed' ? 'error' : 'info');
    }
    return updated;
  });
}

async function lockLeased(tx: TxCtx, leased: LeasedVersion): Promise<VersionWithModel | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${leased.id} FOR UPDATE`;
  return tx.tx.version.findFirst({ where: { id: leased.id, state: 'Checking', leaseOwner: leased.owner }, include: { model: true } });
}
