import { AppError } from '@/core/errors';
import type { NativeModel } from '@/core/native-model';
import type { Words } from '@/core/sentences/sentence';
import { versionWords } from '@/core/sentences/versions';
import type { Model as ModelRow, Version as VersionRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import { getModelInOrganization } from '../models/internal';
import type { Reason } from '../page';
import { endpointsByVersion } from './deployed';
import { everDeployed } from './publication';
import { type Check, type Correction, onnxSteps, stages, type Version, versionStates } from './schemas';

/** Events go to every open console: long samples are left to who asks for the version. */
const eventSampleBytesMax = 4_096;

export type VersionWithModel = VersionRow & { readonly model: ModelRow };

/** @throws AppError `NOT_FOUND`, the same for a version of another organization */
export async function getVersionInOrganization(tx: TxCtx, modelName: string, number: number): Promise<VersionWithModel> {
  const model = await getModelInOrganization(tx, modelName);
  const row = await tx.tx.version.findUnique({ where: { modelId_number: { modelId: model.id, number } } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: versionWords.unknown({ model: modelName, version: number }) });
  return { ...row, model };
}

/** The same, locked until the transaction ends. */
export async function lockVersionInOrganization(tx: TxCtx, modelName: string, number: number): Promise<VersionWithModel> {
  const { id } = await getVersionInOrganization(tx, modelName, number);
  await tx.tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${id} FOR UPDATE`;
  return getVersionInOrganization(tx, modelName, number);
}

export const pendingChecks: readonly Check[] = onnxSteps.map((step) => ({ step, result: 'Pending', durationMs: null, evidence: '' }));

export async function toVersion(tx: TxCtx, row: VersionWithModel): Promise<Version> {
  const [version] = await toVersions(tx, [row]);
  return version;
}

export async function toVersions(tx: TxCtx, rows: readonly VersionWithModel[]): Promise<Version[]> {
  const serving = await endpointsByVersion(tx);
  const deployed = await everDeployed(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    model: row.model.name,
    version: row.number,
    state: known(versionStates, row.state),
    stage: known(stages, row.stage),
    framework: row.framework,
    frameworkVersion: row.frameworkVersion,
    format: row.format,
    signature: row.signature as unknown as Version['signature'],
    files: row.files as unknown as Version['files'],
    checks: row.checks as unknown as Check[],
    parity: row.parity as unknown as Version['parity'],
    toolchain: row.format === 'onnx' ? null : ((row.native as unknown as NativeModel | null)?.toolchain ?? null),
    findings: (row.findings ?? []) as unknown as Version['findings'],
    reason: row.reason as unknown as Reason | null,
    sample: sampleRequest(row.sample),
    dataSample: row.dataSample as unknown as Version['dataSample'],
    evaluation: row.evaluation as unknown as Version['evaluation'],
    published: row.stage !== 'None' || deployed.has(row.id),
    wishes: wishesOf(row),
    correction: correctionOf(row.correction),
    loadMs: row.loadMs,
    peakMemoryBytes: row.peakMemoryBytes === null ? null : Number(row.peakMemoryBytes),
    source: row.source,
    metadata: row.metadata as Record<string, unknown>,
    notes: row.notes,
    usedBy: serving.get(row.id) ?? [],
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    revision: row.revision,
  }));
}

export async function emitVersion(
  tx: TxCtx,
  row: VersionWithModel,
  version: Version,
  message: Words = '',
  level: 'info' | 'warn' | 'error' = 'info',
): Promise<void> {
  const long = JSON.stringify(version.sample ?? null).length > eventSampleBytesMax;
  await emitEvent(tx, {
    type: 'version.updated',
    topics: ['models', `models/${row.model.name}`, `models/${row.model.name}/versions/${row.number}`],
    resource: long ? { ...version, sample: null } : version,
    message,
    level,
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}

/** What persons said of datatypes and shapes. */
export function wishesOf({ requested }: Pick<VersionRow, 'requested'>): Version['wishes'] {
  const { datatypes, shapes } = (requested as { signature?: Version['wishes'] | null } | null)?.signature ?? {};
  return { ...(datatypes === undefined ? {} : { datatypes }), ...(shapes === undefined ? {} : { shapes }) };
}

/** Without what it replaces, which is for taking it back. */
function correctionOf(correction: unknown): Version['correction'] {
  if (correction === null) return null;
  const { before: _before, ...told } = correction as Correction & { readonly before?: unknown };
  return told;
}

/** The stored sample is `{request, response}`; callers see what they can send. */
function sampleRequest(sample: unknown): unknown {
  return typeof sample === 'object' && sample !== null && 'request' in sample ? sample.request : null;
}

function known<Word extends string>(words: readonly Word[], value: string): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new RangeError(`unknown word ${value}`);
  return word;
}
