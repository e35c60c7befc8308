import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { issueToken } from '@/services/playground';
import { PlaygroundTokenInput, PlaygroundTokenSchema } from '@/services/playground/schemas';

export const POST = route({
  method: 'POST',
  path: '/playground/token',
  summary: 'Get a token to call one endpoint for 10 minutes',
  input: PlaygroundTokenInput,
  output: PlaygroundTokenSchema,
  status: 201,
  handler: (ctx, input) => issueToken(ctx, input, { masterKey: getResources().masterKey }),
});
