import { csvResponse } from '@/app/api/_http/csv';
import { route } from '@/app/api/_http/route';
import { exportAudit, listAudit } from '@/services/audit';
import { AuditRowSchema, ListAuditInput } from '@/services/audit/schemas';
import { pageOf } from '@/services/page';

export const GET = route({
  method: 'GET',
  path: '/audit',
  summary: 'List the audit, or export it as CSV',
  input: ListAuditInput,
  output: pageOf(AuditRowSchema),
  produces: ['text/csv'],
  handler: async (ctx, input) => (input.format === 'csv' ? csvResponse(await exportAudit(ctx, input), 'audit.csv') : listAudit(ctx, input)),
});
