import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { getUpload, removeUpload } from '@/services/uploads';
import { UploadIdInput, UploadSchema } from '@/services/uploads/schemas';

export const GET = route({
  method: 'GET',
  path: '/uploads/{id}',
  summary: 'Get an upload: parts that arrived, and addresses for the others',
  input: UploadIdInput,
  output: UploadSchema,
  handler: (ctx, input) => getUpload(ctx, input, getResources()),
});

export const DELETE = route({
  method: 'DELETE',
  path: '/uploads/{id}',
  summary: 'End an upload and forget its parts',
  input: UploadIdInput,
  handler: async (ctx, input) => {
    await removeUpload(ctx, input, getResources());
    return new Response(null, { status: 204 });
  },
});
