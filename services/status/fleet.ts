import { isAppError } from '@/core/errors';
import type { Words } from '@/core/sentences/sentence';
import { statusWords } from '@/core/sentences/status';
import type { FleetOffers } from '../instances';

/** Whether the fleet answers, and how much there is room for. */
export async function checkFleet(fleet: FleetOffers): Promise<{ ok: boolean; detail: Words }> {
  try {
    const available = (await fleet.offers()).filter((offer) => offer.available).map((offer) => offer.name);
    return available.length > 0 ? { ok: true, detail: statusWords.fleetCanStart({ types: available }) } : { ok: false, detail: statusWords.fleetFull() };
  } catch (error) {
    return { ok: false, detail: isAppError(error) ? (error.details.detail ?? error.message) : statusWords.fleetSilent() };
  }
}
