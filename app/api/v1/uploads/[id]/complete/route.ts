import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { completeUpload } from '@/services/uploads';
import { CompleteUploadInput, UploadSchema } from '@/services/uploads/schemas';

export const POST = route({
  method: 'POST',
  path: '/uploads/{id}/complete',
  summary: 'Join the parts of an upload and verify the file',
  input: CompleteUploadInput,
  output: UploadSchema,
  handler: (ctx, input) => completeUpload(ctx, input, getResources()),
});
