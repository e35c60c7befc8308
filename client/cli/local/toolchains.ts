import { ensureToolchain, listToolchains, removeToolchain, toolchainLine, toolchainLines } from '@/frameworks/toolchains';
import { bytes, type Output, table } from '../output';
import { localPlaces } from './places';

/** `toolchains list` */
export async function listInstalled(output: Output): Promise<void> {
  const places = localPlaces();
  const listed = await listToolchains(places);
  const rows = listed.lines.map(({ line, version, packages, installed }) => [
    line,
    version,
    packages,
    installed === null ? 'not built' : bytes(installed.bytes),
    installed?.python ?? null,
    installed?.builtAt.slice(0, 16).replace('T', ' ') ?? null,
  ]);
  const whole = `${bytes(listed.bytes)} in ${places.folder}, with what they share and the cache.`;
  output.result({ folder: places.folder, ...listed }, `${table(['line', 'version', 'packages', 'size', 'Python', 'built'], rows)}\n${whole}`);
}

/** `toolchains install LINE…`; Ctrl-C ends it, and the next time it goes on from what was downloaded. */
export async function installToolchains(output: Output, names: readonly string[]): Promise<void> {
  const lines = names.includes('all') ? toolchainLines : names.map(toolchainLine);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('Stopped. What was downloaded is kept.'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const built: { line: string; folder: string; python: string; tookMs: number }[] = [];
  try {
    for (const { name } of lines) {
      const start = performance.now();
      let said = '';
      const made = await ensureToolchain(name, {
        ...localPlaces(),
        signal: stop.signal,
        onProgress: ({ phase, packages, words }) => {
          const isDownload = phase === 'downloading';
          output.progress(name, isDownload ? packages.done / packages.of : phase === 'waiting' ? 0 : 1, words.text);
          if (phase !== said && !isDownload) output.note(`${name}: ${words.text}`);
          said = phase;
        },
      });
      output.progressDone();
      built.push({ line: name, folder: made.folder, python: made.python, tookMs: Math.round(performance.now() - start) });
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, onSignal);
  }
  output.result(built, built.map(({ line, folder, tookMs }) => `${line}: ready after ${(tookMs / 1000).toFixed(1)} s in ${folder}`).join('\n'));
}

/** `toolchains remove LINE` */
export async function removeInstalled(output: Output, name: string): Promise<void> {
  const existed = await removeToolchain(name, localPlaces());
  output.result({ line: name, removed: existed }, existed ? `${name} is removed.` : `${name} was not built.`);
}
