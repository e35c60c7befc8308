import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataPaths } from '@/core/paths';
import { startHost } from '@/scripts/supervisor/host';
import { silentLog } from '@/worker/testing/agent-bench';
import { describeFleet } from './fleet.contract';
import { LocalFleet } from './local';

/** Stands for an agent: a process that says it is ready, and ends when it is told to or its supervisor is gone. */
const agent = "process.send({ ready: true }); process.on('SIGTERM', () => process.exit(0)); process.on('disconnect', () => process.exit(0));";

describeFleet('local (supervisor)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-fleet-'));
  const { hostSocket } = dataPaths(folder);
  const host = await startHost({
    socketPath: hostSocket,
    settings: { AIMASS_LOCAL_REPLICAS: 8, AIMASS_DATA_DIR: folder },
    spawnAgent: () => spawn(process.execPath, ['-e', agent], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true }),
    log: silentLog,
  });
  return {
    open: () => new LocalFleet(hostSocket),
    type: 'local.small',
    kill: async ({ providerId }) => void process.kill(Number(providerId), 'SIGKILL'),
    close: async () => {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
