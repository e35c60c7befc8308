import type { DataPaths } from '@/core/paths';
import { type Settings, SettingsError } from '@/core/settings';
import { LocalFleet } from './local';
import type { FleetProvider } from './provider';

/** @throws SettingsError where the settings name a fleet that this version does not have */
export function openFleet(settings: Pick<Settings, 'AIMASS_FLEET'>, paths: Pick<DataPaths, 'hostSocket'>): FleetProvider {
  if (settings.AIMASS_FLEET === 'local') return new LocalFleet(paths.hostSocket);
  throw new SettingsError(['AIMASS_FLEET: ec2 is not part of this version yet; it comes with the work on instance lifecycles. Use local.']);
}
