import { AppError } from '@/core/errors';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { Sentence } from '@/core/sentences/sentence';
import type { ContainerPlaces } from '@/providers/containers/engine';
import type { Attempt } from './escapes';
import { plainSandbox, type Sandbox } from './sandbox';
import type { Held, Trial } from './trial';
import { tryBubblewrap } from './try-bubblewrap';
import { tryContainers } from './try-containers';

/** What this machine has, and what was tried against it. */
export interface SandboxReport {
  readonly sandbox: Sandbox;
  readonly detail: Sentence;
  readonly fix: Sentence | null;
  readonly attempts: readonly Attempt[];
}

let knownBubblewrap: Promise<Trial> | null = null;
const known = new Map<string, Promise<SandboxReport>>();

/**
 * The best this machine has, tried once for each process: bubblewrap from which nothing got out, else such a container of podman or Docker, else a plain
 * process, which is for ONNX only.
 * @param places  where the installation keeps its containers; null where there is none, which leaves bubblewrap alone
 */
export async function openSandbox(places: ContainerPlaces | null): Promise<Sandbox> {
  return (await examineSandbox(places)).sandbox;
}

/**
 * A sandbox that may hold code of strangers, for formats that run code when they are loaded.
 * @throws AppError `SANDBOX_UNAVAILABLE` saying why there is none here, and the fix
 */
export async function requireSandbox(examined: Promise<SandboxReport>): Promise<Sandbox> {
  const { sandbox, detail, fix } = await examined;
  if (sandbox.holds) return sandbox;
  throw new AppError('SANDBOX_UNAVAILABLE', { detail: sandboxWords.refused(), reason: detail, evidence: detail, ...(fix === null ? {} : { fix }) });
}

export function examineSandbox(places: ContainerPlaces | null): Promise<SandboxReport> {
  const key = places?.store ?? '';
  const report = known.get(key) ?? examine(places);
  known.set(key, report);
  return report;
}

async function examine(places: ContainerPlaces | null): Promise<SandboxReport> {
  if (process.platform !== 'linux') return without(sandboxWords.notLinux(), sandboxWords.runOnLinux(), []);
  knownBubblewrap ??= tryBubblewrap();
  const first = await knownBubblewrap;
  if (first.sandbox !== null) return holds(first);
  if (places === null) return without(first.why, first.fix, first.attempts);
  const second = await tryContainers(places);
  if (second.sandbox !== null) return holds(second, first.why);
  return without(sandboxWords.both({ first: first.why, second: second.why }), first.fix, [...first.attempts, ...second.attempts]);
}

/** @param since  why it is not bubblewrap */
function holds({ sandbox, what, groups, attempts }: Held, since: Sentence | null = null): SandboxReport {
  const limits = groups ? sandboxWords.byCgroups() : sandboxWords.byWatch();
  const found = sandboxWords.holds({ what, attempts: attempts.length, limits });
  return { sandbox, detail: since === null ? found : sandboxWords.instead({ found, why: since }), fix: null, attempts };
}

function without(why: Sentence, fix: Sentence, attempts: readonly Attempt[]): SandboxReport {
  return { sandbox: plainSandbox, detail: sandboxWords.missing({ why }), fix, attempts };
}
