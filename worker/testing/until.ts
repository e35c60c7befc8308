import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until `check` gives something, and returns it. */
export async function until<T>(what: string, check: () => T | Promise<T>, limitMs = 15_000): Promise<Exclude<T, null | undefined | false>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await check();
    if (found !== null && found !== undefined && found !== false) return found as Exclude<T, null | undefined | false>;
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await pause(20);
  }
}
