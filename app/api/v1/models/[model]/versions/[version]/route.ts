import { route } from '@/app/api/_http/route';
import { getVersion, updateVersion } from '@/services/versions';
import { UpdateVersionInput, VersionInput, VersionSchema } from '@/services/versions/schemas';

export const GET = route({
  method: 'GET',
  path: '/models/{model}/versions/{version}',
  summary: 'Get a version with its checks',
  input: VersionInput,
  output: VersionSchema,
  handler: getVersion,
});

export const PATCH = route({
  method: 'PATCH',
  path: '/models/{model}/versions/{version}',
  summary: "Change a version's stage, notes, data sample, or (until it is published) signature",
  input: UpdateVersionInput,
  output: VersionSchema,
  handler: updateVersion,
});
