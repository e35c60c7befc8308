import { z } from 'zod';
import { isoTime, PageInput, ReasonSchema } from '../page';

export const uploadStates = ['Preparing', 'Uploading', 'Verifying', 'Ready', 'Failed'] as const;

/** A relative path inside the upload; several uploads make a folder. */
const filename = z
  .string()
  .min(1)
  .max(512)
  .refine(
    (path) => !path.startsWith('/') && !path.includes('\\') && !path.includes('\0') && !path.split('/').includes('..'),
    'must be a relative path without ..',
  );

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in lower case');

export const CreateUploadInput = z.object({
  filename,
  sizeBytes: z.number().int().min(1).max(1_099_511_627_776),
  sha256: sha256.optional(),
  project: z.string().optional(),
});
export type CreateUploadInput = z.infer<typeof CreateUploadInput>;

export const UploadPartSchema = z.object({
  number: z.number().int(),
  sizeBytes: z.number().int(),
  /** Missing parts have a signed address; those that arrived do not. */
  url: z.string().nullable(),
  arrived: z.boolean(),
  etag: z.string().nullable(),
});

export const UploadSchema = z.object({
  id: z.string(),
  filename: z.string(),
  sizeBytes: z.number(),
  partSizeBytes: z.number(),
  sha256: z.string().nullable(),
  state: z.enum(uploadStates),
  reason: ReasonSchema.nullable(),
  parts: z.array(UploadPartSchema),
  createdAt: isoTime,
});
export type Upload = z.infer<typeof UploadSchema>;
export const UploadIdInput = z.object({ id: z.string() });
/** `sha256` is for clients that know it only once they have read the whole file. */
export const CompleteUploadInput = UploadIdInput.extend({ sha256: sha256.optional() });
export type CompleteUploadInput = z.infer<typeof CompleteUploadInput>;
export const ListUploadsInput = PageInput.extend({ state: z.enum(uploadStates).optional() });
