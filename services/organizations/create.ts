import { randomInt } from 'node:crypto';
import { newId } from '@/core/ids';
import type { Organization, Project } from '@/prisma/generated/client';
import { emitAudit } from '../audit/emit';
import type { TxCtx } from '../context';
import { seedPrices } from '../prices';

/**
 * Creates an organization with its account number, its `default` project and a price book. Only set-up and the settings of a first
 * start do this, as a system job, in the transaction of the context.
 */
export async function createOrganization(ctx: TxCtx, input: { name: string }): Promise<{ organization: Organization; project: Project }> {
  const createdAt = new Date(ctx.clock.now());
  const organization = await ctx.tx.organization.create({ data: { id: newId('org'), name: input.name, accountId: newAccountId(), createdAt } });
  const project = await ctx.tx.project.create({ data: { id: newId('prj'), organizationId: organization.id, name: 'default', createdAt } });
  await seedPrices(ctx, organization.id);
  await emitAudit(ctx, 'organizations:Create', `organizations/${organization.id}`, { organizationId: organization.id, after: { name: organization.name } });
  return { organization, project };
}

/** 12 digits, as in ARNs; a clash fails on the unique column and is tried again by the person. */
function newAccountId(): string {
  return `${randomInt(1, 1_000_000)}`.padStart(6, '0') + `${randomInt(0, 1_000_000)}`.padStart(6, '0');
}
