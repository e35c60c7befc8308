import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import type { FleetOffers } from '../instances';
import { type Finding, probeControl, probeDatabase, probeFleet, probeGateway, probeMetering, probeStorage, withinTime } from './probes';
import type { Status } from './schemas';

export interface StatusOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: StorageProvider;
  readonly fleet: FleetOffers;
  /** Of the gateway on this machine; null while it is not known. */
  readonly gatewayUrl: string | null;
  /** Folder of the segments that are not yet counted. */
  readonly spool: string;
  readonly version: string;
}

/** How each part of the installation is, asked now and side by side; it answers whatever is down. Anybody who is signed in may see it. */
export async function getStatus(options: StatusOptions): Promise<Status> {
  const { database, clock, storage, fleet, gatewayUrl, spool } = options;
  const probes: [Status['components'][number]['name'], Promise<Finding>][] = [
    ['console', Promise.resolve({ state: 'ok', detail: 'It answered this.' })],
    ['gateway', probeGateway(gatewayUrl)],
    ['control', probeControl(database, clock)],
    ['database', probeDatabase(database, clock)],
    ['storage', probeStorage(storage)],
    ['fleet', probeFleet(fleet)],
    ['metering', probeMetering(spool)],
  ];
  const components = await Promise.all(
    probes.map(async ([name, probe]) => ({ name, ...(await withinTime(probe)), checkedAt: new Date(clock.now()).toISOString() })),
  );
  return { components, version: options.version };
}
