import { isAppError } from '@/core/errors';
import type { Words } from '@/core/sentences/sentence';
import { statusWords } from '@/core/sentences/status';
import type { FleetProvider } from '@/providers/fleet/provider';

/** Whether the fleet answers, may do what it has to, and has room. */
export async function checkFleet(fleet: Pick<FleetProvider, 'check'>): Promise<{ ok: boolean; detail: Words; fix?: Words }> {
  try {
    return await fleet.check();
  } catch (error) {
    if (!isAppError(error)) return { ok: false, detail: statusWords.fleetSilent() };
    const { detail = error.message, fix } = error.details;
    return { ok: false, detail, ...(fix === undefined ? {} : { fix }) };
  }
}
