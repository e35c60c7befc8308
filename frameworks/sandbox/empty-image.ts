import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerEngine, callEngine, lastLine } from '@/providers/containers/engine';

const blockBytes = 512;
const kinds = { folder: '5', link: '2' } as const;
/** Where the system's programs and libraries are: folders, or links into /usr. */
export const systemPaths = ['/usr', '/bin', '/sbin', '/lib', '/lib64'] as const;

/**
 * The image of a sandbox: nothing but folders for what is mounted and the links of this system, so that all it shows is what is given.
 * Named by its content, and imported once.
 * @returns its name @throws Error with what the engine said
 */
export async function ensureEmptyImage(engine: ContainerEngine): Promise<string> {
  const archive = emptyArchive();
  const name = `aimass-sandbox:${createHash('sha256').update(archive).digest('hex').slice(0, 12)}`;
  if ((await callEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', name])).code === 0) return name;
  mkdirSync(engine.places.store, { recursive: true, mode: 0o700 });
  const file = join(engine.places.store, `sandbox-${process.pid}.tar`);
  writeFileSync(file, archive, { mode: 0o600 });
  try {
    const { code, stderr } = await callEngine(engine, ['import', file, name]);
    if (code !== 0) throw new Error(`${engine.kind} did not take the image of a sandbox: ${lastLine(stderr)}`);
  } finally {
    rmSync(file, { force: true });
  }
  return name;
}

function emptyArchive(): Buffer {
  const links = systemPaths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  const headers = [
    ...['usr', 'etc', 'proc', 'dev', 'sys'].map((name) => header(`${name}/`, '0755', 'folder', '')),
    header('tmp/', '1777', 'folder', ''), // podman takes the rights of what it mounts there from here
    ...links.map((path) => header(path.slice(1), '0777', 'link', readlinkSync(path))),
  ];
  return Buffer.concat([...headers, Buffer.alloc(2 * blockBytes)]);
}

/** One entry of a tar (POSIX ustar), of root and without a date, so that the same system gives the same bytes. */
function header(name: string, mode: string, kind: keyof typeof kinds, target: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0);
  block.write(`000${mode}\0`, 100);
  for (const [at, digits] of [
    [108, 7],
    [116, 7],
    [124, 11],
    [136, 11],
  ] as const)
    block.write('0'.repeat(digits), at);
  block.write(' '.repeat(8), 148); // the check sum counts itself as blanks
  block.write(kinds[kind], 156);
  block.write(target, 157);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
