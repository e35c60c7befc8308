/** Faults that another try will hardly mend: the files or the model itself are wrong. */
const lasting = new Set([
  'ARTIFACT_ALTERED',
  'CONTAINER_ENGINE_MISSING',
  'CONTAINER_NOT_READY',
  'CONTAINER_START_FAILED',
  'MODEL_EXTERNAL_DATA_UNSAFE',
  'MODEL_FILE_CORRUPT',
  'MODEL_FORMAT_UNSUPPORTED',
  'MODEL_LOAD_FAILED',
  'MODEL_LOAD_TIMEOUT',
  'MODEL_OUT_OF_MEMORY',
  'MODEL_SIGNATURE_UNSUPPORTED',
]);
/** Faults outside the replica: it is tried again for as long as it is wanted. */
const outside = new Set(['STORAGE_UNREACHABLE', 'STORAGE_FULL', 'S3_ACCESS_DENIED']);

const firstDelayMs = 1_000;
const delayMsMax = 60_000;
const triesBeforeReady = 5;
const triesOfLasting = 2;
const triesOnceReady = 10;

export interface Failures {
  /** In a row, without a stable time in between; at least 1. */
  readonly count: number;
  /** It has served at least once since the agent started it. */
  readonly wasReady: boolean;
  readonly code: string;
}

/** What follows a failure: another start after `delayMs`, or none. */
export type AfterFailure = { readonly again: true; readonly delayMs: number } | { readonly again: false };

/** A replica that served this long has proved itself: its next failure counts as the first. */
export const stableMs = 30_000;

/**
 * When a replica that ended is started again: the first time at once, then after 1, 2, 4 … 60 s. It is given up when it keeps failing
 * without ever having served, sooner where the fault lies in its files. Pure.
 */
export function afterFailure({ count, wasReady, code }: Failures): AfterFailure {
  const tries = outside.has(code) ? Number.POSITIVE_INFINITY : wasReady ? triesOnceReady : lasting.has(code) ? triesOfLasting : triesBeforeReady;
  if (count >= tries) return { again: false };
  return { again: true, delayMs: count === 1 ? 0 : Math.min(delayMsMax, firstDelayMs * 2 ** (count - 2)) };
}
