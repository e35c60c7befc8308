import { AppError } from '@/core/errors';
import { versionWords } from '@/core/sentences/versions';
import type { Model as ModelRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import { endpointsByVersion } from '../versions/deployed';
import type { Model } from './schemas';

/** @throws AppError `NOT_FOUND`, the same for a model of another organization */
export async function getModelInOrganization(tx: TxCtx, name: string): Promise<ModelRow> {
  const row = await tx.tx.model.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name } } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: versionWords.modelUnknown({ model: name }) });
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockModelInOrganization(tx: TxCtx, name: string): Promise<ModelRow> {
  await tx.tx.$queryRaw`SELECT 1 FROM models WHERE organization_id = ${tx.organizationId} AND name = ${name} FOR UPDATE`;
  return getModelInOrganization(tx, name);
}

export async function toModel(tx: TxCtx, row: ModelRow): Promise<Model> {
  const [model] = await toModels(tx, [row]);
  return model;
}

export async function toModels(tx: TxCtx, rows: readonly ModelRow[]): Promise<Model[]> {
  const versions = await tx.tx.version.findMany({
    where: { modelId: { in: rows.map((row) => row.id) } },
    select: { id: true, modelId: true, number: true, state: true, stage: true, framework: true, files: true },
    orderBy: { number: 'desc' },
  });
  const projects = await tx.tx.project.findMany({ where: { id: { in: rows.map((row) => row.projectId) } }, select: { id: true, name: true } });
  const projectName = new Map(projects.map((project) => [project.id, project.name]));
  const serving = await endpointsByVersion(tx);
  return rows.map((row) => {
    const mine = versions.filter((version) => version.modelId === row.id);
    const latest = mine.at(0);
    return {
      id: row.id,
      name: row.name,
      project: projectName.get(row.projectId) ?? '',
      description: row.description,
      tags: row.tags as Record<string, string>,
      latestVersion:
        latest === undefined
          ? null
          : { number: latest.number, state: latest.state, stage: latest.stage, framework: latest.framework, sizeBytes: totalBytes(latest.files) },
      versions: mine.length,
      endpoints: [...new Set(mine.flatMap((version) => serving.get(version.id) ?? []))].sort(),
      createdBy: row.createdBy,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      revision: row.revision,
    };
  });
}

export async function emitModel(
  tx: TxCtx,
  type: 'model.created' | 'model.updated' | 'model.deleted',
  model: Model,
  projectId: string,
  message = '',
): Promise<void> {
  await emitEvent(tx, { type, topics: ['models', `models/${model.name}`], resource: model, message, projectId });
}

function totalBytes(files: unknown): number {
  return (files as { sizeBytes: number }[]).reduce((sum, file) => sum + file.sizeBytes, 0);
}
