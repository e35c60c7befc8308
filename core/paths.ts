import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where things lie in the data directory; the one place that knows. */
export interface DataPaths {
  readonly root: string;
  readonly run: string;
  /** `{port, tlsPort, consolePort, databaseUrl…}` of the running installation, mode 0600. */
  readonly stateFile: string;
  /** Which sandbox control found here, for the status page. */
  readonly sandboxFile: string;
  readonly storage: string;
  readonly spool: string;
  readonly snapshotFile: string;
  readonly logs: string;
  readonly secretKeyFile: string;
  readonly tls: string;
  readonly agentCache: string;
  /** Python environments, unless `AIMASS_TOOLCHAINS` names another folder. */
  readonly toolchains: string;
  /** Images and containers of this installation alone. */
  readonly containers: string;
  /** What is known of running containers; podman allows 50 characters. */
  readonly containersRun: string;
  /** Unix sockets; kept short, since the system allows 107 bytes. */
  readonly sockets: string;
  readonly agentSocket: string;
  readonly hostSocket: string;
}

export function dataPaths(dataDir: string): DataPaths {
  const root = resolve(dataDir);
  const run = join(root, 'run');
  const short = join(tmpdir(), `aimass-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  const sockets = run.length <= 50 ? run : short;
  return {
    root,
    run,
    stateFile: join(run, 'state.json'),
    sandboxFile: join(run, 'sandbox.json'),
    storage: join(root, 'storage'),
    spool: join(root, 'spool'),
    snapshotFile: join(root, 'snapshot', 'routing.json'),
    logs: join(root, 'logs'),
    secretKeyFile: join(root, 'secrets', 'master.key'),
    tls: join(root, 'tls'),
    agentCache: join(root, 'cache', 'artifacts'),
    toolchains: join(root, 'toolchains'),
    containers: join(root, 'containers'),
    containersRun: join(run.length <= 45 ? run : short, 'pod'),
    sockets,
    agentSocket: join(sockets, 'agent.sock'),
    hostSocket: join(sockets, 'host.sock'),
  };
}

/** A replica's socket; the name stays over restarts. Its folder holds nothing else, since the replica's sandbox may write there. */
export function replicaSocket(paths: DataPaths, replicaId: string): string {
  return join(paths.sockets, replicaId, 's');
}
