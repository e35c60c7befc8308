import { inEnglish } from '@/core/sentences/stored';
import type { FleetProvider } from '@/providers/fleet/provider';
import { type Ctx, requireAction, withTransaction } from '../context';
import type { Fleet } from './schemas';

/**
 * Where instances come from, and what a try of its rights found; nothing is changed by it.
 * @throws AppError `PERMISSION_DENIED` (`instances:Read`), `INSTANCE_START_FAILED` or `FLEET_UNREACHABLE` when the fleet does not answer
 */
export async function getFleet(ctx: Ctx, _input: object, outside: { fleet: Pick<FleetProvider, 'kind' | 'check'> }): Promise<Fleet> {
  await withTransaction(ctx, (tx) => requireAction(tx, 'instances:Read', 'fleet'));
  const { ok, detail, fix = '', permissions = [] } = await outside.fleet.check();
  return { kind: outside.fleet.kind, ok, ...inEnglish({ detail, fix }), permissions: [...permissions], checkedAt: new Date(ctx.clock.now()).toISOString() };
}
