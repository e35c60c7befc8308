/** The golden request of a version: a task API body that its check made or was given, and the answer of then. */
export interface GoldenSample {
  readonly request: unknown;
  /** Null where the check kept none: there is nothing to compare with. */
  readonly response: unknown;
  /** Whether the check got the same answer twice; null where it did not say, as checks of before. */
  readonly steady: boolean | null;
}

/** Reads the stored sample: `{request, response, steady}`, or a bare request without an answer. Null where none was kept. */
export function readGoldenSample(stored: unknown): GoldenSample | null {
  if (typeof stored !== 'object' || stored === null) return null;
  if (!('request' in stored)) return { request: stored, response: null, steady: null };
  const { request, response = null, steady } = stored as { request: unknown; response?: unknown; steady?: unknown };
  return { request, response, steady: typeof steady === 'boolean' ? steady : null };
}
