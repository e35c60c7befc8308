import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '@/core/log';
import { inEnglish } from '@/core/sentences/stored';
import { examineSandbox } from '@/frameworks/sandbox';
import type { ContainerPlaces } from '@/providers/containers/engine';

/** Tries this machine's sandbox and writes what came of it where the status page reads it. What cannot be written is logged; checks go on. */
export async function tellSandbox(places: ContainerPlaces, file: string, log: Logger): Promise<void> {
  const { sandbox, detail, fix } = await examineSandbox(places);
  log.info({ sandbox: sandbox.kind, holds: sandbox.holds }, detail.text);
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify({ holds: sandbox.holds, ...inEnglish({ detail, ...(fix === null ? {} : { fix }) }) }), { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    log.warn({ err: error }, 'the sandbox could not be told of');
  }
}
