import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@/core/errors';
import { dataSampleWords } from '@/core/sentences/data-samples';
import type { Words } from '@/core/sentences/sentence';
import { serverWords } from '@/core/sentences/server';
import { signatureWords } from '@/core/sentences/signatures';
import { versionWords } from '@/core/sentences/versions';
import type { Signature } from '@/core/signature';
import { changeSignature, withoutColumnNames } from '@/core/signature-change';
import { changeSpecs } from '@/core/spec-change';
import { Prisma } from '@/prisma/client';
import { objectKey } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { referObjects } from '../storage/references';
import { beginCorrection, withNames } from './correction';
import { attachedSample, pendingEvaluation, requireReady } from './data-sample';
import { emitVersion, lockVersionInOrganization, pendingChecks, toVersion, type VersionWithModel } from './internal';
import { requireUnpublished } from './publication';
import type { SignatureChangeInput, UpdateVersionInput, Version } from './schemas';
import { stages } from './states';

/**
 * Changes stage, notes, the attached data sample, or (until it is published) the signature. Promoting to Production needs the right to approve; archiving is
 * refused while endpoints serve the version.
 * @throws AppError `PERMISSION_DENIED` (`models:Update`, `models:Approve`), `NOT_FOUND`, `REVISION_CONFLICT`, `STATE_CONFLICT`, `IN_USE`, `VALIDATION_FAILED`
 */
export async function updateVersion(ctx: Ctx, input: UpdateVersionInput): Promise<Version> {
  const resource = `models/${input.model}/versions/${input.version}`;
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Update', resource);
    const row = await lockVersionInOrganization(tx, input.model, input.version);
    if (input.revision !== undefined && input.revision !== row.revision) {
      throw new AppError('REVISION_CONFLICT', { detail: versionWords.changed({ resource }), fix: serverWords.lookAgain() });
    }
    const before = await toVersion(tx, row);
    if (input.approval !== undefined) return approve(tx, row, before, input.approval.reason);
    const stage = input.stage ?? row.stage;
    const notes = input.notes ?? row.notes;
    const signature = input.signature === undefined ? {} : await correctedSignature(tx, row, before, input.signature);
    const dataSample = input.dataSample === undefined ? {} : await attachedRows(tx, row, before, input.dataSample);
    if (stage !== row.stage && before.correction?.state === 'Checking') throw underCorrection(before);
    const isSame = stage === row.stage && notes === row.notes && Object.keys(signature).length === 0 && Object.keys(dataSample).length === 0;
    if (isSame) return before;
    if (stage !== row.stage && stage === 'Production') await requireAction(tx, 'models:Approve', resource);
    if (stage !== row.stage) requireStage(before, stage);
    const updated = await tx.tx.version.update({
      where: { id: row.id },
      data: { ...signature, ...dataSample, stage, notes, updatedAt: new Date(ctx.clock.now()), revision: { increment: 1 } },
    });
    const changed = { ...updated, model: row.model };
    const version = await toVersion(tx, changed);
    await emitAudit(tx, stage === 'Production' && row.stage !== stage ? 'models:Approve' : 'models:Update', resource, { before, after: version });
    const of = { who: ctx.actor.name, model: row.model.name, version: row.number };
    const said = [
      ...(stage === row.stage ? [] : [versionWords.moved({ ...of, stage: stageWords(stage) })]),
      ...(Object.keys(signature).length === 0 ? [] : [('correction' in signature ? signatureWords.checkedAgain : signatureWords.corrected)(of)]),
      ...(Object.keys(dataSample).length === 0 ? [] : [(input.dataSample === null ? dataSampleWords.removed : dataSampleWords.attached)(of)]),
    ];
    await emitVersion(tx, changed, version, said.at(0) ?? '');
    return version;
  });
}

type Change = Prisma.VersionUncheckedUpdateInput;

/**
 * Task and names change at once: the answer of before goes, the sample is asked again by place and answered in the new words, and so are the rows of the data
 * sample. Datatypes and shapes change what was proved: the check runs again with them, and takes the whole correction or none of it.
 */
async function correctedSignature(tx: TxCtx, row: VersionWithModel, before: Version, change: SignatureChangeInput): Promise<Change> {
  if (before.correction?.state === 'Checking') throw underCorrection(before);
  await requireUnpublished(tx, before);
  requireNoContainer(before);
  const known = row.signature as unknown as Signature;
  const { datatypes, shapes, ...names } = change;
  const signature = changeSignature(known, names);
  const specs = changeSpecs({ framework: row.framework, signature: known, wishes: before.wishes, columns: change.columns }, { datatypes, shapes });
  if (specs !== null) {
    await referObjects(
      tx,
      before.files.map(({ sha256 }) => objectKey(sha256)),
    );
    return beginCorrection(row, change, { specs, by: tx.actor.name, at: new Date(tx.clock.now()).toISOString() });
  }
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(signature)), row.signature)) return {};
  const sample = row.sample as { request?: unknown } | null;
  const asked =
    sample?.request === undefined ? {} : { sample: { ...sample, request: withoutColumnNames(sample.request, known), response: null } as Prisma.InputJsonValue };
  const evaluation = row.dataSample === null ? {} : { evaluation: { ...pendingEvaluation } as Prisma.InputJsonValue };
  const requested = withNames(row, names);
  return { signature: signature as unknown as Prisma.InputJsonValue, requested, ...asked, ...evaluation, answersDue: true, leaseOwner: null, leaseUntil: null };
}

function underCorrection({ model, version }: Version): AppError {
  return new AppError('STATE_CONFLICT', { detail: signatureWords.underCorrection({ model, version }), fix: versionWords.waitForChecks() });
}

async function attachedRows(tx: TxCtx, row: VersionWithModel, before: Version, input: NonNullable<UpdateVersionInput['dataSample']> | null): Promise<Change> {
  if (input === null) return row.dataSample === null ? {} : { dataSample: Prisma.DbNull, evaluation: Prisma.DbNull };
  requireReady(before);
  requireNoContainer(before);
  const dataSample = await attachedSample(tx, before.model, input);
  const evaluation = { ...pendingEvaluation } as Prisma.InputJsonValue;
  return { dataSample: { ...dataSample }, evaluation, answersDue: true, leaseOwner: null, leaseUntil: null };
}

function requireNoContainer(version: Version): void {
  if (version.framework === 'container')
    throw new AppError('STATE_CONFLICT', { detail: dataSampleWords.notForContainers(), fix: dataSampleWords.registerAnew() });
}

/** The names that were found are let pass, these and no others, and the version is checked anew. */
async function approve(tx: TxCtx, row: VersionWithModel, before: Version, reason: string): Promise<Version> {
  const resource = `models/${before.model}/versions/${before.version}`;
  await requireAction(tx, 'models:Approve', resource);
  if (before.state !== 'Quarantined') {
    throw new AppError('STATE_CONFLICT', { detail: versionWords.notQuarantined({ model: before.model, version: before.version, state: before.state }) });
  }
  const approved = before.findings.map(({ module, name }) => [module, name]);
  const requested = { ...(row.requested as Prisma.JsonObject), approved, approvedBy: tx.actor.name, approvedFor: reason };
  const updated = await tx.tx.version.update({
    where: { id: row.id },
    data: {
      state: 'Checking',
      requested: requested as Prisma.InputJsonValue,
      checks: pendingChecks as unknown as Prisma.InputJsonValue,
      reason: Prisma.DbNull,
      updatedAt: new Date(tx.clock.now()),
      revision: { increment: 1 },
    },
  });
  const changed = { ...updated, model: row.model };
  const version = await toVersion(tx, changed);
  await emitAudit(tx, 'models:Approve', resource, { before, after: { ...version, approved: before.findings, reason } });
  await emitVersion(tx, changed, version, versionWords.approved({ who: tx.actor.name, model: before.model, version: before.version, reason }));
  return version;
}

function stageWords(stage: string): Words {
  const known = stages.find((one) => one === stage);
  return known === undefined ? stage : versionWords[known]();
}

function requireStage(version: Version, stage: string): void {
  if (stage === 'Archived' && version.usedBy.length > 0) {
    throw new AppError('IN_USE', {
      detail: versionWords.inUse({ model: version.model, version: version.version, endpoints: version.usedBy }),
      fix: versionWords.deployOther(),
      evidence: version.usedBy.join(', '),
    });
  }
  if ((stage === 'Staging' || stage === 'Production') && version.state !== 'Ready') {
    throw new AppError('STATE_CONFLICT', {
      detail: versionWords.onlyReady({ model: version.model, version: version.version, state: version.state, stage: stageWords(stage) }),
      fix: version.state === 'Checking' ? versionWords.waitForChecks() : versionWords.registerPassing(),
    });
  }
}
