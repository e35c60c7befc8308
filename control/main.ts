import { systemClock } from '@/core/clock';
import { runProcess } from '@/core/lifecycle';
import { dataPaths } from '@/core/paths';
import { readSettings, SettingsError } from '@/core/settings';
import { openDatabase } from '@/prisma/client';
import { containerPlaces } from '@/providers/containers/engine';
import { openFleet } from '@/providers/fleet/open';
import { openStorage } from '@/providers/storage/open';
import { auditSealsLoop } from './audit-seals/loop';
import { billingLoop, closingLoop } from './billing/loop';
import { collectorLoop } from './collector/loop';
import { Control } from './control';
import { gaugeWriter } from './gauges/write';
import { imagesLoop } from './model-checks/images';
import { modelChecksLoop } from './model-checks/loop';
import { uploadsLoop } from './model-checks/uploads-loop';
import { requestLogsLoop } from './request-logs/loop';
import { retentionLoop } from './retention/loop';

/** The control process: one of several leads, runs the loops and serves the agent API. It needs nothing of its own on disk. */
await runProcess('aimass-control', async (log) => {
  const settings = readSettings(process.env);
  const databaseUrl = settings.DATABASE_URL;
  if (databaseUrl === undefined) throw new SettingsError(['DATABASE_URL: the supervisor gives it to control; start with npm start']);
  const paths = dataPaths(settings.AIMASS_DATA_DIR);
  const secretKey = settings.AIMASS_SECRET_KEY;
  if (secretKey === undefined) throw new SettingsError(['AIMASS_SECRET_KEY: the supervisor gives it to control; start with npm start']);
  const masterKey = Buffer.from(secretKey, 'base64');
  const { database, pool, close } = openDatabase(databaseUrl, 6);
  const storage = openStorage(settings, paths);
  const clock = systemClock;
  const control = new Control({
    databaseUrl,
    database,
    clock,
    paths,
    fleet: openFleet(settings, paths),
    log,
    loops: [
      modelChecksLoop({ database, clock, storage, paths, log, settings }),
      imagesLoop({ database, clock, places: containerPlaces(paths), log }),
      uploadsLoop({ database, clock, storage, log }),
      billingLoop(),
      closingLoop(),
      retentionLoop({ database, storage, clock }),
      requestLogsLoop({ storage, clock }),
      collectorLoop({ storage, clock, graceMs: settings.AIMASS_STORAGE_GRACE_HOURS * 3_600_000, log }),
      auditSealsLoop({ database, pool, storage, clock, masterKey, log }),
    ],
    gauges: gaugeWriter({ database, clock }),
  });
  control.start();
  return {
    stop: async () => {
      await control.stop();
      await close();
    },
  };
});
