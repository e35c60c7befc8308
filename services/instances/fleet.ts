import { type DataPaths, dataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';
import { openFleet } from '@/providers/fleet/open';
import type { FleetProvider, InstanceTypeOffer } from '@/providers/fleet/provider';

/** What verbs ask of a fleet: the types it offers and whether there is room now. */
export interface FleetOffers {
  offers(): Promise<InstanceTypeOffer[]>;
}

/** The fleet of this installation, for routes. It holds no connection. @throws SettingsError */
export function fleetOf(settings: Pick<Settings, 'AIMASS_FLEET' | 'AIMASS_DATA_DIR'>, paths: DataPaths = dataPaths(settings.AIMASS_DATA_DIR)): FleetProvider {
  return openFleet(settings, paths);
}
