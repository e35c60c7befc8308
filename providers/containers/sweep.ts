import { type ContainerEngine, callEngine } from './engine';
import { removal } from './removal';

export const ownerLabel = 'aimass.owner';
export const processLabel = 'aimass.process';

/**
 * Removes containers whose process is gone, as a power cut or two processes killed at once leave them. With podman the store holds none but this
 * installation's; with Docker only those with our labels are looked at.
 * @returns how many
 */
export async function sweepContainers(engine: ContainerEngine): Promise<number> {
  const format = `{{.ID}} {{index .Labels "${processLabel}"}}`;
  const dockerFormat = `{{.ID}} {{.Label "${processLabel}"}}`;
  const { stdout } = await callEngine(engine, [
    'ps',
    '--all',
    '--filter',
    `label=${processLabel}`,
    '--format',
    engine.kind === 'podman' ? format : dockerFormat,
  ]);
  const left = stdout
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([id = '', pid = '']) => id !== '' && !isAlive(Number(pid)))
    .map(([id = '']) => id);
  if (left.length > 0) await callEngine(engine, removal(engine, ...left));
  return left.length;
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
