import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@/core/errors';
import type { DataPaths } from '@/core/paths';
import { containerWords } from '@/core/sentences/containers';
import type { Sentence } from '@/core/sentences/sentence';
import { podmanSettings } from './podman-settings';

/** Where the containers of this installation lie, apart from those of anybody else on the machine. */
export interface ContainerPlaces {
  readonly store: string;
  readonly run: string;
  /** How podman keeps images there; by default as it finds best. */
  readonly driver?: 'vfs';
}

export interface EngineAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type EngineKind = 'podman' | 'docker';

/** podman or Docker, called by its command line: the verbs that are used here are the same in both. */
export interface ContainerEngine {
  readonly kind: EngineKind;
  readonly version: string;
  readonly places: ContainerPlaces;
  /** The whole command line of a call, and all of the environment it gets. */
  call(args: readonly string[]): EngineCall;
}

export interface EngineCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const answerBytesMax = 4 * 1024 * 1024;
const callMsMax = 120_000;
const known = new Map<string, Promise<ContainerEngine>>();

export function containerPlaces({ containers, containersRun }: Pick<DataPaths, 'containers' | 'containersRun'>): ContainerPlaces {
  return { store: containers, run: containersRun };
}

/**
 * The engine of this machine, tried before it is given: podman with a store of its own in the data directory, else Docker.
 * One that was found is kept for this process; a machine without any is looked at again each time.
 * @throws AppError `CONTAINER_ENGINE_MISSING` with what was found and the fix
 */
export function openEngine(places: ContainerPlaces): Promise<ContainerEngine> {
  const found = known.get(places.store);
  if (found !== undefined) return found;
  const opening = findEngine(places);
  known.set(places.store, opening);
  opening.catch(() => known.delete(places.store));
  return opening;
}

async function findEngine(places: ContainerPlaces): Promise<ContainerEngine> {
  if (process.platform !== 'linux') throw missing(containerWords.notLinux().text);
  const engine = (await openEngineOf('podman', places)) ?? (await openEngineOf('docker', places));
  if (engine === null) throw new AppError('CONTAINER_ENGINE_MISSING', { detail: containerWords.noEngine(), fix: containerWords.installEngine() });
  return engine;
}

/**
 * One of the two, whether or not the other is there as well.
 * @returns null where it is not on this machine @throws AppError `CONTAINER_ENGINE_MISSING` where it is and does not work
 */
export async function openEngineOf(kind: EngineKind, places: ContainerPlaces): Promise<ContainerEngine | null> {
  const version = await (kind === 'podman' ? podmanVersion() : dockerVersion());
  if (version === null) return null;
  if (kind === 'podman') return openPodman(places, version);
  return { kind, version, places, call: (args) => ({ command: 'docker', args, env: environment(places) }) };
}

async function openPodman(places: ContainerPlaces, version: string): Promise<ContainerEngine> {
  const settings = join(places.store, 'containers.conf');
  makeFolder(places.store);
  makeFolder(places.run);
  writeFileSync(settings, podmanSettings(), { mode: 0o600 });
  const driver = places.driver === undefined ? [] : ['--storage-driver', places.driver];
  const own = ['--root', join(places.store, 'store'), '--runroot', places.run, '--tmpdir', join(places.run, 'tmp'), ...driver];
  const env = { ...environment(places), CONTAINERS_CONF: settings };
  const engine: ContainerEngine = { kind: 'podman', version, places, call: (args) => ({ command: 'podman', args: [...own, ...args], env }) };
  const tried = await callEngine(engine, ['info', '--format', '{{.Store.GraphDriverName}}']);
  if (tried.code !== 0) throw missing(lastLine(tried.stderr), `podman ${version}`);
  return engine;
}

/** The folder may lie below one that others write to, so it must be ours. */
function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) throw missing(`${path} belongs to somebody else`);
}

function environment({ store }: ContainerPlaces): Record<string, string> {
  const kept = ['XDG_RUNTIME_DIR', 'DOCKER_HOST'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', HOME: store, LANG: 'C.UTF-8', TMPDIR: store, ...Object.fromEntries(kept) };
}

async function podmanVersion(): Promise<string | null> {
  const said = await firstLine('podman', ['--version']);
  return said === null ? null : (/(\d+[\w.-]*)\s*$/.exec(said)?.[1] ?? said);
}

/** Of the daemon: the command alone runs nothing. */
function dockerVersion(): Promise<string | null> {
  return firstLine('docker', ['version', '--format', '{{.Server.Version}}']);
}

async function firstLine(command: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run(command, args, { timeout: 10_000 });
    return stdout.split('\n', 1)[0].trim();
  } catch {
    return null; // not there, or nothing behind it
  }
}

function missing(said: string, engine?: string): AppError {
  const detail = engine === undefined ? `${containerWords.noEngine().text} ${said}` : containerWords.engineFails({ engine, said });
  return new AppError('CONTAINER_ENGINE_MISSING', { detail, fix: engine === undefined ? containerWords.installEngine() : containerWords.repairEngine() });
}

/** Calls the engine and waits for its end, whatever code that has. */
export async function callEngine(
  engine: ContainerEngine,
  args: readonly string[],
  options: { signal?: AbortSignal | undefined; timeoutMs?: number } = {},
): Promise<EngineAnswer> {
  const { command, args: all, env } = engine.call(args);
  try {
    const { stdout, stderr } = await run(command, [...all], {
      env: env as NodeJS.ProcessEnv,
      maxBuffer: answerBytesMax,
      timeout: options.timeoutMs ?? callMsMax,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const { code, stdout = '', stderr = String(error) } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 125, stdout, stderr };
  }
}

/** Starts a call that lasts. */
export function spawnEngine(engine: ContainerEngine, args: readonly string[], options: SpawnOptions): ReturnType<typeof spawn> {
  const { command, args: all, env } = engine.call(args);
  return spawn(command, [...all], { ...options, env: env as NodeJS.ProcessEnv });
}

/** Engines say what matters last. */
export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^Error: /, '')
      .slice(0, 500) ?? ''
  );
}

/** What was found, for the pages that tell of this machine. */
export function foundWords({ kind, version, places }: ContainerEngine): Sentence {
  return kind === 'podman' ? containerWords.engineFound({ engine: kind, version, folder: places.store }) : containerWords.dockerFound({ version });
}
