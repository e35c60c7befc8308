const slowestMs = 30_000;

/**
 * How long to wait before a process is started again. One that was serving comes back at once, so that its callers hardly notice;
 * one that never became ready is tried less and less often. Times in ms.
 */
export function restartDelayMs(end: { wasReady: boolean; livedMs: number; failures: number }): number {
  if (end.wasReady) return end.livedMs < 1_000 ? 500 : 0;
  return Math.min(slowestMs, 250 * 2 ** Math.min(end.failures - 1, 10));
}
