import { type DataPaths, dataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';
import { openFleet } from '@/providers/fleet/open';
import type { FleetProvider, InstanceTypeOffer } from '@/providers/fleet/provider';

/** What verbs ask of a fleet: the types it offers and whether there is room now. */
export interface FleetOffers {
  offers(): Promise<InstanceTypeOffer[]>;
}

const opened = new WeakMap<object, FleetProvider>();

/** The fleet of this installation, for routes; one for each settings object, since a fleet may remember what it has read. @throws SettingsError */
export function fleetOf(settings: Pick<Settings, 'AIMASS_FLEET' | 'AIMASS_DATA_DIR'>, paths: DataPaths = dataPaths(settings.AIMASS_DATA_DIR)): FleetProvider {
  const fleet = opened.get(settings) ?? openFleet(settings, paths);
  opened.set(settings, fleet);
  return fleet;
}
