import type { Logger } from '@/core/log';
import { expireUploads, resumeVerifying, type UploadJob } from '@/services/uploads';
import type { LeaderLoop } from '../control';

const expireEveryMs = 60 * 60_000;

/** Goes on with uploads that a process left while verifying them, and each hour ends abandoned ones and removes leftovers. */
export function uploadsLoop(job: UploadJob & { readonly log: Logger }): LeaderLoop {
  let expiredAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'uploads',
    periodMs: 2_000,
    tick: async () => {
      await resumeVerifying(job, (uploadId, error) => job.log.warn({ err: error, uploadId }, 'an upload could not be verified'));
      if (job.clock.monotonic() - expiredAt < expireEveryMs) return;
      expiredAt = job.clock.monotonic();
      const ended = await expireUploads(job);
      await job.storage.sweep();
      if (ended > 0) job.log.info({ ended }, 'ended abandoned uploads');
    },
  };
}
