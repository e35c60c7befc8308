import { type Action, covers, type Role, roleActions } from '@/core/policy/actions';
import { type Ctx, isWithinEndpoints, requireAction, type TxCtx, withTransaction } from '../context';
import { getEndpointInOrganization } from './internal';
import { type EndpointAccess, type EndpointAction, endpointActions } from './schemas';

/** More keys than a person looks through; the total tells that there are more. */
const keysMax = 500;

/**
 * Who may do what with an endpoint: the keys that work now and reach it, the newest first, and the members by their roles. What the
 * caller may not read is null.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND`
 */
export async function listEndpointAccess(ctx: Ctx, input: { name: string }): Promise<EndpointAccess> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.name}`);
    const { name } = await getEndpointInOrganization(tx, input.name);
    return {
      keys: covers(ctx.actions, 'keys:Read') ? await keysOf(tx, name) : null,
      members: covers(ctx.actions, 'members:Read') ? await membersOf(tx) : null,
    };
  });
}

async function keysOf(tx: TxCtx, endpoint: string): Promise<NonNullable<EndpointAccess['keys']>> {
  const rows = await tx.tx.apiKey.findMany({
    where: { organizationId: tx.organizationId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(tx.clock.now()) } }] },
    orderBy: { id: 'desc' },
  });
  const reaching = rows.flatMap(({ id, name, prefix, actions, endpoints, lastUsedAt, expiresAt }) => {
    const may = isWithinEndpoints(endpoints, `endpoints/${endpoint}`) ? mayOf(actions) : [];
    if (may.length === 0) return [];
    return [
      { id, name, prefix, may, onlyNamed: endpoints.length > 0, lastUsedAt: lastUsedAt?.toISOString() ?? null, expiresAt: expiresAt?.toISOString() ?? null },
    ];
  });
  return { items: reaching.slice(0, keysMax), total: reaching.length };
}

async function membersOf(tx: TxCtx): Promise<NonNullable<EndpointAccess['members']>> {
  const rows = await tx.tx.member.findMany({ where: { organizationId: tx.organizationId }, include: { user: true }, orderBy: { createdAt: 'asc' } });
  return rows.map(({ id, role, user }) => ({ id, name: user.name, email: user.email, role: role as Role, may: mayOf(roleActions[role as Role] ?? []) }));
}

function mayOf(granted: readonly string[]): EndpointAction[] {
  return endpointActions.filter((action) => covers(granted, action satisfies Action));
}
