import { type ChildProcess, spawn } from 'node:child_process';
import { bundleOf, repositoryRoot } from '@/core/bundle';
import type { Logger } from '@/core/log';
import type { Settings } from '@/core/settings';
import { Child } from './child';
import type { DataDirectory } from './data-directory';
import type { SupervisedDatabase } from './database';
import { agentEnvironment, childEnvironment, consoleEnvironment } from './environment';
import { startHost } from './host';
import type { LogLines } from './log-lines';
import { freePort, isLoopback } from './ports';
import { removeState, writeState } from './state-file';

export interface InstallationOptions {
  readonly settings: Settings;
  readonly directory: DataDirectory;
  readonly database: SupervisedDatabase;
  readonly lines: LogLines;
  readonly log: Logger;
}

const drainMs = 30_000;
const graceMs = 10_000;

/** The processes of one installation, and what they need to know of one another. */
export class Installation {
  readonly #options: InstallationOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #root = repositoryRoot();
  #ports: { port: number; tlsPort: number | null } | null = null;
  #consolePort = 0;
  #children: Record<string, Child> = {};
  #host: { close(): Promise<void> } | null = null;

  constructor(options: InstallationOptions) {
    this.#options = options;
  }

  /** The address a person on this machine opens. */
  url(): string {
    const { HOST, AIMASS_ALLOW_PLAIN_HTTP } = this.#options.settings;
    const host = isLoopback(HOST) ? HOST : '127.0.0.1';
    const tlsPort = this.#ports?.tlsPort ?? null;
    const redirects = !isLoopback(HOST) && !AIMASS_ALLOW_PLAIN_HTTP && tlsPort !== null;
    const name = host.includes(':') ? `[${host}]` : host;
    return redirects ? `https://${name}:${tlsPort}` : `http://${name}:${this.#ports?.port ?? this.#options.settings.PORT}`;
  }

  /** Starts all, and resolves when all are ready. @throws StartError naming the one that is not */
  async start(): Promise<string> {
    const { settings, directory, log } = this.#options;
    this.#consolePort = await freePort();
    this.#host = await startHost({ socketPath: directory.paths.hostSocket, settings, spawnAgent: this.#spawnAgent, log });
    this.#children = {
      control: this.#child('control', {}),
      console: this.#child('console', consoleEnvironment(directory, this.#consolePort)),
      gateway: this.#child('gateway', { AIMASS_CONSOLE_URL: `http://127.0.0.1:${this.#consolePort}` }),
    };
    await Promise.all(Object.values(this.#children).map((child) => child.start()));
    return Object.keys(this.#children).join(', ');
  }

  /** The gateway finishes what it holds while the others still serve it; then they end. */
  async stop(): Promise<void> {
    await this.#children.gateway?.stop(drainMs);
    await Promise.all([this.#children.console?.stop(graceMs), this.#children.control?.stop(graceMs), this.#host?.close()]);
    removeState(this.#options.directory.paths);
  }

  /** Ends all at once; what the host started ends by its closed pipe. */
  kill(): void {
    for (const child of Object.values(this.#children)) child.kill();
  }

  #child(name: 'control' | 'console' | 'gateway', more: Record<string, string>): Child {
    const { directory, database, lines, log } = this.#options;
    const title = `aimass-${name}`;
    return new Child({
      bundle: name,
      title,
      cwd: this.#root,
      lines,
      // Ports once taken are kept, so that a gateway that comes back is where its callers look for it.
      environment: () => ({ ...childEnvironment(process.env, directory, database.url), ...more, ...this.#knownPorts() }),
      onReady: (announced) => {
        if (name === 'gateway') this.#ports = { port: Number(announced.port), tlsPort: typeof announced.tlsPort === 'number' ? announced.tlsPort : null };
        this.#writeState();
      },
      onEnd: (how, againInMs) => log.error({ child: title, how, againInMs }, 'a process ended; it is started again'),
    });
  }

  #knownPorts(): Record<string, string> {
    if (this.#ports === null) return {};
    return { PORT: String(this.#ports.port), ...(this.#ports.tlsPort === null ? {} : { TLS_PORT: String(this.#ports.tlsPort) }) };
  }

  readonly #spawnAgent = (instanceId: string | null): ChildProcess => {
    const { directory, lines } = this.#options;
    const { file, execArgv } = bundleOf('worker');
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd: this.#root,
      env: agentEnvironment(process.env, directory, instanceId),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    if (child.stdout !== null) lines.follow('aimass-worker', child.stdout);
    if (child.stderr !== null) lines.follow('aimass-worker', child.stderr);
    return child;
  };

  #writeState(): void {
    if (this.#ports === null) return;
    const { directory, database } = this.#options;
    const pids = Object.fromEntries(Object.entries(this.#children).map(([name, child]) => [name, child.pid]));
    writeState(directory.paths, {
      pid: process.pid,
      url: this.url(),
      ...this.#ports,
      consolePort: this.#consolePort,
      databaseUrl: database.url,
      pids: { ...pids, database: database.pid() },
      startedAt: this.#startedAt,
    });
  }
}
