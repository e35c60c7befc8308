import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { pageOf } from '@/services/page';
import { createUpload, listUploads } from '@/services/uploads';
import { CreateUploadInput, ListUploadsInput, UploadSchema } from '@/services/uploads/schemas';

export const POST = route({
  method: 'POST',
  path: '/uploads',
  summary: 'Begin an upload and get the addresses of its parts',
  input: CreateUploadInput,
  output: UploadSchema,
  status: 201,
  handler: (ctx, input) => createUpload(ctx, input, getResources()),
});

export const GET = route({
  method: 'GET',
  path: '/uploads',
  summary: 'List uploads',
  input: ListUploadsInput,
  output: pageOf(UploadSchema),
  handler: listUploads,
});
