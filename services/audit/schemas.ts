import { z } from 'zod';
import { isoTime, PageInput, SentencesSchema } from '../page';

export const ListAuditInput = PageInput.extend({
  action: z.string().optional(),
  actor: z.string().optional(),
  resource: z.string().optional(),
  outcome: z.string().optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
  /** `csv` gives the whole filtered list as a file, oldest first. */
  format: z.enum(['json', 'csv']).default('json'),
});
export type ListAuditInput = z.infer<typeof ListAuditInput>;
export const AuditRowSchema = z.object({
  id: z.string(),
  seq: z.number(),
  at: isoTime,
  actorType: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  action: z.string(),
  resource: z.string(),
  outcome: z.string(),
  ip: z.string(),
  userAgent: z.string(),
  requestId: z.string(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof AuditRowSchema>;
/** `reason` says in words what is wrong; `sealedSeq` is the last row whose hash is also kept outside the database. */
export const AuditVerificationSchema = z.object({
  rows: z.number(),
  valid: z.boolean(),
  firstBrokenSeq: z.number().nullable(),
  head: z.string(),
  reason: z.string(),
  sentences: SentencesSchema,
  sealedSeq: z.number().nullable(),
});
export type AuditVerification = z.infer<typeof AuditVerificationSchema>;
