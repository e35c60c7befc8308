import { AppError, isAppError } from '@/core/errors';

/** What can be answered without the database waits so long for it, and shorter once it is known to be away. */
const firstMs = 1_500;
const againMs = 500;
const rememberedMs = 10_000;

// Next bundles routes apart from one another, so that a module-level variable would exist several times.
const shared = globalThis as { aimassDatabaseAwayAt?: number };

/**
 * A question to the database whose caller has another answer too: a database that hangs rather than refuses must not hold pages up.
 * @throws AppError `DATABASE_UNREACHABLE` when it refuses, or does not answer in time
 */
export async function withPatience<T>(asked: Promise<T>): Promise<T> {
  const limitMs = performance.now() - (shared.aimassDatabaseAwayAt ?? Number.NEGATIVE_INFINITY) < rememberedMs ? againMs : firstMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_answered, away) => {
    timer = setTimeout(() => away(new AppError('DATABASE_UNREACHABLE', { retryAfterSeconds: 5 })), limitMs);
  });
  try {
    const answer = await Promise.race([asked, late]);
    delete shared.aimassDatabaseAwayAt;
    return answer;
  } catch (error) {
    if (isAppError(error) && error.code === 'DATABASE_UNREACHABLE') shared.aimassDatabaseAwayAt = performance.now();
    throw error;
  } finally {
    clearTimeout(timer);
    asked.catch(() => undefined); // it may still fail after the answer has gone out
  }
}
