import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { promoteDeployment } from '@/services/deployments';
import { DeploymentSchema } from '@/services/deployments/schemas';
import { Name } from '@/services/names';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/deployments/{id}/promote',
  summary: 'End the bake of a canary or linear deployment: all requests go to it',
  input: z.object({ name: Name, id: z.string() }),
  output: DeploymentSchema,
  status: 202,
  handler: (ctx, { name, id }) => promoteDeployment(ctx, { id, endpoint: name }),
});
