import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containerWords } from '@/core/sentences/containers';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { Sentence } from '@/core/sentences/sentence';
import { type ContainerEngine, type ContainerPlaces, type EngineKind, openEngineOf } from '@/providers/containers/engine';
import { sweepContainers } from '@/providers/containers/sweep';
import { containerSandbox, sweepBoxes } from './container';
import { ensureEmptyImage } from './empty-image';
import { profileFile } from './filter-file';
import { starts, type Trial, tried } from './trial';

const startMsMax = 60_000;
const kinds = ['podman', 'docker'] as const;

/**
 * Sandboxes have a store of their own beside that of container images: an empty image needs no layers, and layers do not go with other users' ids on
 * every kernel. The name of the folder is as long as the other's, since podman allows 50 characters.
 */
export function sandboxPlaces({ store, run }: ContainerPlaces): ContainerPlaces {
  return { store: join(store, 'sandbox'), run: join(dirname(run), 'box'), driver: 'vfs' };
}

/** A container of podman, else of Docker, if it starts and keeps in what is tried. @param places  of the installation's containers */
export async function tryContainers(places: ContainerPlaces, wanted: readonly EngineKind[] = kinds): Promise<Trial> {
  let failed: Trial | null = null;
  for (const kind of wanted) {
    const trial = await tryEngine(kind, sandboxPlaces(places));
    if (trial === null) continue;
    if (trial.sandbox !== null) return trial;
    failed ??= trial;
  }
  return failed ?? without(sandboxWords.noEngine());
}

/** Null where the engine is not on this machine. */
async function tryEngine(kind: EngineKind, places: ContainerPlaces): Promise<Trial | null> {
  let engine: ContainerEngine | null;
  let image: string;
  try {
    engine = await openEngineOf(kind, places);
    if (engine === null) return null;
    sweepBoxes(places.run);
    await sweepContainers(engine);
    image = await ensureEmptyImage(engine);
  } catch (error) {
    return notAllowed(kind, error instanceof Error ? error.message : String(error));
  }
  let failed: Trial | null = null;
  // Where the engine may not set up control groups, it either says so or leaves them out.
  for (const groups of [true, false]) {
    const trial = await tryWith(engine, image, groups);
    if (trial.sandbox !== null) return trial;
    failed ??= trial;
  }
  return failed;
}

async function tryWith(engine: ContainerEngine, image: string, groups: boolean): Promise<Trial> {
  const { kind, version } = engine;
  const profile = profileFile();
  const sandbox = containerSandbox({ engine, image, profileFile: profile, groups, holds: true });
  const said = await starts(sandbox, startMsMax);
  if (said !== null) return notAllowed(kind, said);
  const trial = await tried(sandbox, profile !== null);
  if (trial.attempts === null) return notAllowed(kind, trial.said);
  if (trial.escapes.length > 0) return without(sandboxWords.engineEscaped({ engine: kind, what: trial.escapes }), trial.attempts);
  return { sandbox, what: `${kind} ${version}`, groups, attempts: trial.attempts };
}

function notAllowed(engine: EngineKind, said: string): Trial {
  return without(sandboxWords.engineNotAllowed({ engine, said: said.slice(0, 500) }));
}

function without(why: Sentence, attempts: Trial['attempts'] = []): Trial {
  return { sandbox: null, why, fix: containerWords.repairEngine(), attempts };
}

/** Removes what is left of sandboxes whose process is gone. Nothing happens where none was ever started. */
export async function sweepSandboxes(places: ContainerPlaces): Promise<void> {
  const own = sandboxPlaces(places);
  if (!existsSync(own.store)) return;
  sweepBoxes(own.run);
  for (const kind of kinds) {
    const engine = await openEngineOf(kind, own);
    if (engine !== null) await sweepContainers(engine);
  }
}
