import { AppError } from '@/core/errors';
import { deriveSecret, issuePlaygroundToken } from '@/core/secrets';
import { accessWords } from '@/core/sentences/access';
import { type Ctx, requireAction, withTransaction } from '../context';
import { getEndpointInOrganization } from '../endpoints/internal';

const lifetimeMs = 10 * 60_000;

/**
 * A token with which the browser calls one endpoint's public URL for 10 minutes, metered under its user.
 * A gateway verifies it without a database.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Invoke`), `NOT_FOUND`
 */
export async function issueToken(ctx: Ctx, input: { endpoint: string }, outside: { masterKey: Uint8Array }): Promise<{ token: string; expiresAt: string }> {
  const endpoint = await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Invoke', `endpoints/${input.endpoint}`);
    return getEndpointInOrganization(tx, input.endpoint);
  });
  if (ctx.actor.type === 'system') throw new AppError('PERMISSION_DENIED', { detail: accessWords.playgroundToken() });
  const expiresAt = ctx.clock.now() + lifetimeMs;
  const claims = { userId: ctx.actor.id, organizationId: ctx.organizationId, projectId: endpoint.projectId, endpoint: endpoint.name, expiresAt };
  return { token: issuePlaygroundToken(deriveSecret(outside.masterKey, 'playground-token'), claims), expiresAt: new Date(expiresAt).toISOString() };
}
