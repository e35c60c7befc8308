import { modelChecksLoop } from '@/control/model-checks/loop';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { openDatabase } from '@/prisma/client';
import { openStorage } from '@/providers/storage/open';
import { toolchainSettings } from '@/testing/toolchains';

/** A process of its own that checks versions until it is killed: what a test kills. DATABASE_URL and AIMASS_DATA_DIR say where. */
const paths = dataPaths(process.env.AIMASS_DATA_DIR ?? '');
const { database } = openDatabase(process.env.DATABASE_URL ?? '', 2);
const settings = { AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: false, ...toolchainSettings };
const loop = modelChecksLoop({ database, clock: systemClock, storage: openStorage(settings, paths), paths, log: createLogger('test'), settings });
const signal = new AbortController().signal;
await loop.tick(signal, () => Promise.reject(new Error('this process does not lead')));
process.exit(0);
