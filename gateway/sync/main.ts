import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import type { FromSync, SyncStart, ToSync } from '@/gateway/sync-messages';
import { openDatabase } from '@/prisma/client';
import { openStorage } from '@/providers/storage/open';
import { Sync } from './sync';

/** The gateway's sync thread: workerData is a SyncStart; it ends by itself after `stop`. Its failure behaviour is told in sync.ts. */
const port = parentPort;
if (port === null) throw new Error('gateway/sync runs as a thread of the gateway only');
const start = workerData as SyncStart;
const log = createLogger('aimass-gateway');
log.level = start.logLevel;
const masterKey = Buffer.from(start.masterKeyBase64, 'base64');
const paths = dataPaths(start.dataDir);
const settings = readSettings({ ...process.env, AIMASS_STORAGE: start.storage });
const opened = openDatabase(start.databaseUrl, 3);
const sync = new Sync({
  databaseUrl: start.databaseUrl,
  database: opened.database,
  storage: openStorage(settings, paths, masterKey),
  paths,
  masterKey,
  gatewayId: start.gatewayId,
  boot: start.boot,
  clock: systemClock,
  log,
  post: (message: FromSync) => port.postMessage(message),
});

async function stop(): Promise<void> {
  await sync.stop();
  await opened.close();
  port?.close();
}

port.on('message', (message: ToSync) => {
  if (message.type === 'stop') void stop();
  else sync.handle(message);
});
await sync.start();
