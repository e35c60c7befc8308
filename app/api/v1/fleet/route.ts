import { z } from 'zod';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { fleetOf, getFleet } from '@/services/instances';
import { FleetSchema } from '@/services/instances/schemas';

export const GET = route({
  method: 'GET',
  path: '/fleet',
  summary: 'Where instances come from, and whether it may do what it has to',
  input: z.object({}),
  output: FleetSchema,
  handler: (ctx, input) => getFleet(ctx, input, { fleet: fleetOf(getResources().settings) }),
});
