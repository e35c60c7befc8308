import type { Clock } from '@/core/clock';
import { statusWords } from '@/core/sentences/status';
import { inEnglish } from '@/core/sentences/stored';
import type { Database } from '@/prisma/client';
import type { ContainerPlaces } from '@/providers/containers/engine';
import type { FleetProvider } from '@/providers/fleet/provider';
import type { StorageProvider } from '@/providers/storage/provider';
import { systemContext } from '../context';
import {
  type Finding,
  probeContainers,
  probeControl,
  probeDatabase,
  probeFleet,
  probeGateway,
  probeMetering,
  probeMsLeast,
  probeMsMax,
  probeSandbox,
  probeStorage,
  withinTime,
} from './probes';
import type { Status } from './schemas';

export interface StatusOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: StorageProvider;
  readonly fleet: Pick<FleetProvider, 'check'>;
  /** Of the gateway on this machine; null while it is not known. */
  readonly gatewayUrl: string | null;
  /** Folder of the segments that are not yet counted. */
  readonly spool: string;
  /** Where container images of this installation are kept. */
  readonly containers: ContainerPlaces;
  /** What control says of the sandbox. */
  readonly sandboxFile: string;
  readonly version: string;
  /** The caller's session could not be read just now: the database is asked once more, but not waited for. */
  readonly databaseAway: boolean;
}

/** How each part of the installation is, asked now and side by side; it answers whatever is down. Anybody who is signed in may see it. */
export async function getStatus(options: StatusOptions): Promise<Status> {
  const { database, clock, storage, fleet, gatewayUrl, spool, containers, sandboxFile, databaseAway } = options;
  const probes: [Status['components'][number]['name'], Promise<Finding>][] = [
    ['console', Promise.resolve({ state: 'ok', detail: statusWords.consoleAnswers() })],
    ['gateway', probeGateway(gatewayUrl)],
    ['control', probeControl(database, clock)],
    ['database', probeDatabase(database, clock)],
    ['storage', probeStorage(storage, databaseAway ? null : systemContext(database, clock, 'status'))],
    ['fleet', probeFleet(fleet)],
    ['containers', probeContainers(containers)],
    ['sandbox', probeSandbox(sandboxFile)],
    ['metering', probeMetering(spool)],
  ];
  const components = await Promise.all(
    probes.map(async ([name, probe]) => {
      const { state, detail } = await withinTime(probe, databaseAway && (name === 'database' || name === 'control') ? probeMsLeast : probeMsMax);
      return { name, state, ...inEnglish({ detail }), checkedAt: new Date(clock.now()).toISOString() };
    }),
  );
  return { components, version: options.version };
}
