import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { DataPaths } from '@/core/paths';
import { readSettings, type Settings } from '@/core/settings';
import type { ProcessLimits } from '@/frameworks/limited-process';
import { toolchainPlaces } from '@/frameworks/toolchains';
import type { Database } from '@/prisma/client';
import { containerPlaces } from '@/providers/containers/engine';
import { storagePlace } from '@/providers/storage/open';
import type { StorageProvider } from '@/providers/storage/provider';
import type { S3Access } from '@/providers/storage/s3-client';
import { leaseAnswers, leaseVersion } from '@/services/versions';
import type { LeaderLoop } from '../control';
import { answerVersion } from './answer-version';
import { type CheckResources, checkVersion } from './check-version';
import { tellSandbox } from './tell-sandbox';

/** One check mostly waits for one core; a second goes on while a first one takes its five minutes. */
const checksAtOnce = 2;

export interface ModelChecks {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: StorageProvider;
  readonly paths: DataPaths;
  readonly log: Logger;
  /** Where `s3Uri` sources are read; by default from the environment. */
  readonly settings?: Pick<Settings, 'AIMASS_STORAGE' | 'AIMASS_S3_FORCE_PATH_STYLE' | 'AIMASS_DATA_DIR' | 'AIMASS_TOOLCHAINS' | 'AIMASS_WHEELS'>;
  readonly s3?: Partial<S3Access>;
  readonly limits?: ProcessLimits;
}

/** Checks registered versions, oldest first, until none waits; then those that are Ready answer what they are asked anew. A version is leased while it is looked at: who dies over it leaves it to the next. */
export function modelChecksLoop(options: ModelChecks): LeaderLoop {
  const settings = options.settings ?? readSettings(process.env);
  const owner = `${process.pid}-${randomUUID()}`;
  const resources: CheckResources = {
    database: options.database,
    clock: options.clock,
    storage: options.storage,
    log: options.log,
    folder: join(options.paths.root, 'checks'),
    s3: { forcePathStyle: settings.AIMASS_S3_FORCE_PATH_STYLE, ...options.s3 },
    ownBucket: storagePlace(settings.AIMASS_STORAGE),
    limits: options.limits,
    toolchains: toolchainPlaces(settings),
    containers: containerPlaces(options.paths),
  };
  let told: Promise<void> | null = null;
  const work = async (lane: number, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const leased = await leaseVersion(resources, `${owner}-${lane}`);
      if (leased !== null) {
        await checkVersion(resources, leased, signal);
        continue;
      }
      const due = await leaseAnswers(resources, `${owner}-${lane}`);
      if (due === null) return;
      await answerVersion(resources, due, signal);
    }
  };
  return {
    name: 'model-checks',
    periodMs: 2_000,
    wakes: true,
    tick: async (signal) => {
      told ??= tellSandbox(resources.containers, options.paths.sandboxFile, options.log);
      await told;
      await Promise.all(Array.from({ length: checksAtOnce }, (_, lane) => work(lane, signal)));
    },
  };
}
