import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords } from '@/core/sentences/fields';
import { serverWords } from '@/core/sentences/server';
import { Prisma } from '@/prisma/client';
import type { EndpointConfig as ConfigRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { type ResolveOptions, resolveVariants } from './resolve';
import type { EndpointConfig, InlineConfigInput, Variant } from './schemas';

export function variantsOf(row: Pick<ConfigRow, 'variants'>): Variant[] {
  return row.variants as unknown as Variant[];
}

/** @throws AppError `NOT_FOUND`, the same for a config of another organization */
export async function getConfigInOrganization(tx: TxCtx, name: string): Promise<ConfigRow> {
  const row = await tx.tx.endpointConfig.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name } } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: endpointWords.configUnknown({ name }) });
  return row;
}

/** The project a new resource goes to: the one named, else the caller's own. @throws AppError `NOT_FOUND` */
export async function projectIdOf(tx: TxCtx, name: string | undefined): Promise<string> {
  if (name === undefined && tx.projectId !== '') return tx.projectId;
  const project = await tx.tx.project.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name: name ?? 'default' } } });
  if (project === null) {
    throw new AppError('NOT_FOUND', {
      detail: endpointWords.projectUnknown({ name: name ?? 'default' }),
      errors: [{ pointer: '/project', detail: fieldWords.noProject() }],
    });
  }
  return project.id;
}

/** @throws AppError `NAME_TAKEN` */
export async function insertConfig(tx: TxCtx, config: { name: string; projectId: string; variants: readonly Variant[] }): Promise<ConfigRow> {
  // A second insert of the same name waits for the first and then adds nothing: no error that would end the transaction.
  const added = await tx.tx.endpointConfig.createMany({
    data: {
      id: newId('cfg'),
      organizationId: tx.organizationId,
      projectId: config.projectId,
      name: config.name,
      variants: config.variants as unknown as Prisma.InputJsonValue,
      createdBy: tx.actor.name,
      createdAt: new Date(tx.clock.now()),
    },
    skipDuplicates: true,
  });
  if (added.count === 1) return getConfigInOrganization(tx, config.name);
  throw new AppError('NAME_TAKEN', {
    detail: endpointWords.configTaken({ name: config.name }),
    fix: serverWords.otherName(),
    errors: [{ pointer: '/name', detail: fieldWords.taken() }],
  });
}

/** A name for a config nobody named: `iris-3`, or with a tail where that one is taken. */
export async function freeConfigName(tx: TxCtx, endpointName: string, number: number): Promise<string> {
  const plain = `${endpointName.slice(0, 50)}-${number}`;
  const taken = await tx.tx.endpointConfig.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name: plain } } });
  return taken === null ? plain : `${endpointName.slice(0, 40)}-${number}-${newId('cfg').slice(-8)}`;
}

export interface ConfigChoice {
  readonly config?: z.output<typeof InlineConfigInput> | undefined;
  readonly configName?: string | undefined;
}

/** The config a deployment shall run: a stored one by name, or a new one from the body. Both are checked against models and fleet. */
export async function chooseConfig(
  tx: TxCtx,
  choice: ConfigChoice,
  target: { endpointName: string; projectId: string; number: number; offers: ResolveOptions['offers'] },
): Promise<ConfigRow> {
  if (choice.config !== undefined) {
    const variants = await resolveVariants(tx, choice.config.variants, { offers: target.offers, pointer: '/config/variants' });
    const name = choice.config.name ?? (await freeConfigName(tx, target.endpointName, target.number));
    return insertConfig(tx, { name, projectId: target.projectId, variants });
  }
  const row = await getConfigInOrganization(tx, choice.configName ?? '');
  await resolveVariants(tx, variantsOf(row), { offers: target.offers, pointer: '/configName' });
  return row;
}

export async function toEndpointConfigs(tx: TxCtx, rows: readonly ConfigRow[]): Promise<EndpointConfig[]> {
  const live = await tx.tx.endpoint.findMany({
    where: { organizationId: tx.organizationId, deletedAt: null, activeDeploymentId: { not: null } },
    select: { name: true, activeDeploymentId: true },
  });
  const deployments = await tx.tx.deployment.findMany({
    where: { id: { in: live.flatMap((endpoint) => endpoint.activeDeploymentId ?? []) }, configId: { in: rows.map((row) => row.id) } },
    select: { id: true, configId: true },
  });
  const configOf = new Map(deployments.map((deployment) => [deployment.id, deployment.configId]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    variants: variantsOf(row),
    usedBy: live.filter((endpoint) => configOf.get(endpoint.activeDeploymentId ?? '') === row.id).map((endpoint) => endpoint.name),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
  }));
}

/** True when a unique index refused the row, for races that the check before it cannot see. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
