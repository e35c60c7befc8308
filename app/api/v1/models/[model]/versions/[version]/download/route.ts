import { Readable } from 'node:stream';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { downloadVersion } from '@/services/versions';
import { VersionInput } from '@/services/versions/schemas';

export const GET = route({
  method: 'GET',
  path: '/models/{model}/versions/{version}/download',
  summary: 'Download the files of a version',
  input: VersionInput,
  produces: ['application/octet-stream', 'application/x-tar'],
  handler: async (ctx, input) => {
    const { filename, contentType, sizeBytes, body } = await downloadVersion(ctx, input, getResources());
    return new Response(Readable.toWeb(body) as ReadableStream, {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${filename}"`,
        ...(sizeBytes === null ? {} : { 'content-length': String(sizeBytes) }),
      },
    });
  },
});
