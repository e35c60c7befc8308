/**
 * Runs one step of a start and prints its name with the time it took; `work` may return a remark.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const result = await work();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${name}${typeof result === 'string' && result !== '' ? `: ${result}` : ''}\n`);
  return result;
}

/** A fault that a person can mend: printed without a stack. */
export class StartError extends Error {
  name = 'StartError';
}

/** Runs `main`; prints a StartError or SettingsError as its words, anything else as it is; sets the exit code. */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    process.stderr.write(`${['StartError', 'SettingsError'].includes(error?.name) ? error.message : (error?.stack ?? String(error))}\n`);
    process.exitCode = 1;
  }
}
