import { isAppError } from '@/core/errors';
import type { FleetOffers } from '../instances';

/** Whether the fleet answers, and how much there is room for. */
export async function checkFleet(fleet: FleetOffers): Promise<{ ok: boolean; detail: string }> {
  try {
    const available = (await fleet.offers()).filter((offer) => offer.available).map((offer) => offer.name);
    return available.length > 0 ? { ok: true, detail: `Can start ${available.join(', ')}.` } : { ok: false, detail: 'There is no room for another instance.' };
  } catch (error) {
    return { ok: false, detail: isAppError(error) ? error.message : 'The fleet does not answer.' };
  }
}
