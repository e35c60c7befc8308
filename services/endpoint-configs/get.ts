import { type Ctx, requireAction, withTransaction } from '../context';
import { getConfigInOrganization, toEndpointConfigs } from './internal';
import type { EndpointConfig } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND` */
export async function getEndpointConfig(ctx: Ctx, input: { name: string }): Promise<EndpointConfig> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoint-configs/${input.name}`);
    const [config] = await toEndpointConfigs(tx, [await getConfigInOrganization(tx, input.name)]);
    return config;
  });
}
