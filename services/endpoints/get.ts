import { type Ctx, requireAction, withTransaction } from '../context';
import { getEndpointInOrganization } from './internal';
import { toEndpoint } from './present';
import type { Endpoint } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND` */
export async function getEndpoint(ctx: Ctx, input: { name: string }): Promise<Endpoint> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.name}`);
    return toEndpoint(tx, await getEndpointInOrganization(tx, input.name));
  });
}
