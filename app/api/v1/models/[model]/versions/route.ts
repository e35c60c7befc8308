import { route } from '@/app/api/_http/route';
import { pageOf } from '@/services/page';
import { createVersion, listVersions } from '@/services/versions';
import { CreateVersionInput, ListVersionsInput, VersionSchema } from '@/services/versions/schemas';

export const POST = route({
  method: 'POST',
  path: '/models/{model}/versions',
  summary: 'Register a version and begin its check',
  input: CreateVersionInput,
  output: VersionSchema,
  status: 202,
  handler: createVersion,
});

export const GET = route({
  method: 'GET',
  path: '/models/{model}/versions',
  summary: 'List the versions of a model',
  input: ListVersionsInput,
  output: pageOf(VersionSchema),
  handler: listVersions,
});
