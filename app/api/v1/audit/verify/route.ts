import { z } from 'zod';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { readSeal, verifyAudit } from '@/services/audit';
import { AuditVerificationSchema } from '@/services/audit/schemas';

export const GET = route({
  method: 'GET',
  path: '/audit/verify',
  summary: 'Check that no row of the audit was changed, removed or added afterwards',
  input: z.object({}),
  output: AuditVerificationSchema,
  handler: async (ctx) => {
    const { pool, storage, masterKey } = getResources();
    return verifyAudit(ctx, { pool, seal: await readSeal(storage, masterKey, ctx.organizationId) });
  },
});
