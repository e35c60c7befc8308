import type { Stage } from '../pipeline-services';

/** The key's own rate and concurrency, and whether usage can be recorded: before the body is read. */
export const limit: Stage = (request, { clock, spool }) => {
  spool.requireAvailable();
  const limiter = request.principal?.limiter ?? null;
  if (limiter !== null) {
    limiter.take(clock.monotonic());
    request.holdsConcurrency = true;
  }
  return true;
};
