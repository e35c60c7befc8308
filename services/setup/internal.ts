import type { Organization, Project } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { createOrganization } from '../organizations';

/** Two who set up at once: the second waits here and finds it done. Held until the transaction ends. */
export async function lockSetup(ctx: TxCtx): Promise<void> {
  await ctx.tx.$executeRaw`SELECT pg_advisory_xact_lock(72707370)`;
}

/** Set-up is done once there is a user; from then on only administrators add others. */
export async function hasUsers(ctx: TxCtx): Promise<boolean> {
  return (await ctx.tx.user.findFirst({ select: { id: true } })) !== null;
}

/** The organization that a first API key may have brought, else a new one. */
export async function firstOrganization(ctx: TxCtx, name: string): Promise<{ organization: Organization; project: Project }> {
  const organization = await ctx.tx.organization.findFirst();
  if (organization === null) return createOrganization(ctx, { name });
  const project = await ctx.tx.project.findUniqueOrThrow({ where: { organizationId_name: { organizationId: organization.id, name: 'default' } } });
  return { organization, project };
}
