import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { getDeploymentFigures } from '@/services/deployments';
import { DeploymentFiguresSchema } from '@/services/deployments/schemas';
import { Name } from '@/services/names';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/deployments/{id}/figures',
  summary: 'Requests, errors and latency of a deployment beside the one that served before it',
  input: z.object({ name: Name, id: z.string() }),
  output: DeploymentFiguresSchema,
  handler: (ctx, { name, id }) => getDeploymentFigures(ctx, { id, endpoint: name }),
});
