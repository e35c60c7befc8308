import { type SealOptions, sealAudits } from '@/services/audit';
import type { LeaderLoop } from '../control';

/** Each hour: checks what came to the audit and keeps its head outside the database, so that cutting its end off shows. */
export function auditSealsLoop(options: SealOptions): LeaderLoop {
  return {
    name: 'audit-seals',
    periodMs: 60 * 60_000,
    tick: async () => {
      await sealAudits(options);
    },
  };
}
