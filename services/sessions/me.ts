import { landingPage, type Role } from '@/core/policy/actions';
import { type Ctx, withTransaction } from '../context';
import type { SessionClaims } from './claims';
import type { Me } from './schemas';

/** Who is signed in. From the cookie's claims it needs no database, so the shell opens while that is away. */
export function meOfSession(claims: SessionClaims, actions: readonly string[], extra: { csrfToken: string; readOnly: boolean }): Me {
  const { userId, email, name, role, organization, project } = claims;
  return { userId, email, name, role, organization, project, actions: [...actions], landingPage: landingPage[role as Role] ?? '/overview', ...extra };
}

/** The same for an API key, which has no role, no e-mail and nothing to protect against other sites. */
export async function meOfKey(ctx: Ctx): Promise<Me> {
  return withTransaction(ctx, async ({ tx }) => {
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: ctx.organizationId } });
    const project = await tx.project.findUniqueOrThrow({ where: { id: ctx.projectId } });
    return {
      userId: ctx.actor.id,
      email: '',
      name: ctx.actor.name,
      role: 'key',
      organization: { id: organization.id, name: organization.name, accountId: organization.accountId, currency: organization.currency },
      project: { id: project.id, name: project.name },
      actions: [...ctx.actions],
      landingPage: '/overview',
      csrfToken: '',
      readOnly: false,
    };
  });
}
