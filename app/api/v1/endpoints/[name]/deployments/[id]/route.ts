import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { getDeployment } from '@/services/deployments';
import { DeploymentSchema } from '@/services/deployments/schemas';
import { Name } from '@/services/names';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/deployments/{id}',
  summary: 'Get a deployment of an endpoint',
  input: z.object({ name: Name, id: z.string() }),
  output: DeploymentSchema,
  handler: (ctx, { name, id }) => getDeployment(ctx, { id, endpoint: name }),
});
