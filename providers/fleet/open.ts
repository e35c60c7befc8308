import type { DataPaths } from '@/core/paths';
import { type Settings, SettingsError } from '@/core/settings';
import { LocalFleet } from './local';
import type { FleetProvider } from './provider';

/**
 * The fleet of this installation. EC2's is complete (`ec2/fleet.ts`) but for who answers the agents on its instances: until agents can join from
 * another machine, instances would run, cost and serve nothing, so it is refused at start.
 * @throws SettingsError
 */
export function openFleet(settings: Pick<Settings, 'AIMASS_FLEET'>, paths: Pick<DataPaths, 'hostSocket'>): FleetProvider {
  if (settings.AIMASS_FLEET === 'local') return new LocalFleet(paths.hostSocket);
  throw new SettingsError([
    'AIMASS_FLEET: ec2 cannot serve yet: instances start, but their agents cannot join this installation, since control takes agents of its own machine only (mutual TLS for others is missing). Use local.',
  ]);
}
