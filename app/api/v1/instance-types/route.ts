import { z } from 'zod';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { fleetOf, listInstanceTypes } from '@/services/instances';
import { InstanceTypeSchema } from '@/services/instances/schemas';
import { pageOf } from '@/services/page';

export const GET = route({
  method: 'GET',
  path: '/instance-types',
  summary: 'List instance types with their prices',
  input: z.object({}),
  output: pageOf(InstanceTypeSchema),
  handler: (ctx, input) => listInstanceTypes(ctx, input, { fleet: fleetOf(getResources().settings) }),
});
