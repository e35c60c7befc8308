import { mkdirSync } from 'node:fs';
import { systemClock } from '@/core/clock';
import { runProcess } from '@/core/lifecycle';
import { readSettings } from '@/core/settings';
import { DiskStorage } from '@/providers/storage/disk';
import { gatewayConfig } from './config';
import { Gateway } from './gateway';
import { recoverSpool } from './metering/recovery';
import { SyncThread } from './sync-thread';

const firstSnapshotMs = 3_000;

/** The gateway process: its parts, put together. Settings come whole from the supervisor. */
await runProcess('aimass-gateway', async (log) => {
  const settings = readSettings(process.env);
  const { DATABASE_URL: databaseUrl, AIMASS_SECRET_KEY: masterKeyBase64 } = settings;
  if (databaseUrl === undefined || masterKeyBase64 === undefined) throw new Error('DATABASE_URL and AIMASS_SECRET_KEY are needed');
  const config = gatewayConfig(settings, process.env.AIMASS_CONSOLE_URL);
  const masterKey = Buffer.from(masterKeyBase64, 'base64');
  mkdirSync(config.paths.spool, { recursive: true, mode: 0o700 });
  const recovered = await recoverSpool(config.paths.spool);
  if (recovered.length > 0) log.info({ segments: recovered.length }, 'segments of an earlier run were sealed');
  const gateway = new Gateway({
    config,
    clock: systemClock,
    log,
    masterKey,
    parts: settings.AIMASS_STORAGE === 'disk' ? new DiskStorage({ root: config.paths.storage, clock: systemClock, masterKey }) : null,
    onSealed: (segmentId) => sync.post({ type: 'sealed', segmentId }),
    onGauges: (samples) => sync.post({ type: 'gauges', samples }),
    onLoad: (report) => sync.post({ type: 'load', report }),
  });
  const sync: SyncThread = new SyncThread(
    {
      databaseUrl,
      dataDir: config.paths.root,
      masterKeyBase64,
      gatewayId: gateway.gatewayId,
      boot: gateway.boot,
      storage: settings.AIMASS_STORAGE,
      logLevel: settings.AIMASS_LOG_LEVEL,
    },
    (message) => {
      gateway.onSync(message);
      if (message.type === 'snapshot' && !message.fromDisk) sync.post({ type: 'routed', revision: message.snapshot.revision });
    },
    log,
  );
  await gateway.routed(firstSnapshotMs); // the one on disk comes at once; without any, callers hear 503 until the database answers
  const announce = await gateway.listen();
  log.info(announce, 'the gateway listens');
  return {
    announce,
    stop: async () => {
      await gateway.stop();
      await sync.stop();
    },
  };
});
