import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import { type Running, runProcess } from '@/core/lifecycle';
import type { Logger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import { toolchainPlaces } from '@/frameworks/toolchains';
import { containerPlaces } from '@/providers/containers/engine';
import { openStorage } from '@/providers/storage/open';
import { Agent } from './agent/agent';
import { ArtifactCache } from './agent/artifact-cache';

/** Models kept on one machine; what is in use never goes. */
const cacheBytesMax = 20 * 1024 ** 3;

async function start(log: Logger): Promise<Running> {
  const instanceId = process.env.AIMASS_INSTANCE_ID ?? (await told());
  if (!/^ins_[0-9a-f]{32}$/.test(instanceId)) throw new Error('AIMASS_INSTANCE_ID names no instance');
  const settings = readSettings(process.env);
  const paths = dataPaths(settings.AIMASS_DATA_DIR);
  const agent = new Agent({
    instanceId,
    agentVersion: (JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')) as { version: string }).version,
    controlSocket: process.env.AIMASS_AGENT_SOCKET ?? paths.agentSocket,
    folder: join(paths.root, 'instances', instanceId),
    cache: new ArtifactCache({ folder: paths.agentCache, storage: openStorage(settings, paths), bytesMax: cacheBytesMax }),
    toolchains: toolchainPlaces(settings),
    containers: containerPlaces(paths),
    log: log.child({ instance: instanceId }),
    onTerminated: () => process.kill(process.pid, 'SIGTERM'),
  });
  agent.start();
  return { stop: () => agent.stop() };
}

/** A spare is started before anybody needs it, and waits for the message (IPC) that says which instance it is. */
async function told(): Promise<string> {
  process.title = 'aimass-spare';
  const [message] = (await once(process, 'message')) as [{ instanceId?: unknown }];
  process.title = 'aimass-worker';
  return String(message.instanceId);
}

await runProcess('aimass-worker', start);
