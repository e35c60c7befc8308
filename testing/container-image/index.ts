import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataPaths } from '@/core/paths';
import { callEngine, containerPlaces, openEngine } from '@/providers/containers/engine';

/** Why tests with containers cannot run here; null where they can. With CI=true that is a failure. */
export function containersLack(): string | null {
  const found = spawnSync('podman', ['--version']).status === 0;
  if (found && process.getuid?.() === 0) return null;
  if (process.env.CI === 'true') return null; // the tests fail then, and say why
  return found ? 'skipped: tests with containers run as root' : 'skipped: podman is not installed';
}

/** Builds an image from nothing but this Node and the test's model server, without any network, and saves it as podman does. */
export async function saveTestImage(file: string): Promise<void> {
  await buildImage(file, 'docker-archive', ['--change', 'ENTRYPOINT ["/node","/server.mjs"]'], (root) => {
    const node = realpathSync(process.execPath);
    const libraries = execFileSync('ldd', [node], { encoding: 'utf8' }).match(/\/[^\s)]+/g) ?? [];
    for (const library of libraries) place(realpathSync(library), join(root, library));
    place(node, join(root, 'node'));
    place(join(import.meta.dirname, 'server.mjs'), join(root, 'server.mjs'));
    for (const mount of ['tmp', 'run', 'var/tmp', 'opt/ml/model']) mkdirSync(join(root, mount), { recursive: true });
  });
}

/** An image in the form of the Open Container Initiative, without any program in it. */
export async function saveEmptyImage(file: string): Promise<void> {
  await buildImage(file, 'oci-archive', ['--change', 'ENTRYPOINT ["/server"]'], (root) => writeFileSync(join(root, 'readme'), 'nothing runs here'));
}

async function buildImage(file: string, format: string, changes: readonly string[], fill: (root: string) => void): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'aimi-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    fill(root);
    execFileSync('tar', ['-C', root, '-cf', join(work, 'root.tar'), '.']);
    const engine = await openEngine(containerPlaces(dataPaths(join(work, 'data'))));
    const call = async (args: string[]): Promise<void> => {
      const { code, stderr } = await callEngine(engine, args);
      if (code !== 0) throw new Error(`podman ${args[0]}: ${stderr}`);
    };
    await call(['import', '-q', ...changes, join(work, 'root.tar'), 'localhost/sum-model:1']);
    await call(['save', '-q', '--format', format, '-o', file, 'localhost/sum-model:1']);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function place(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target)) copyFileSync(file, target);
}
