import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { listEndpointFigures } from '@/services/metrics';
import { EndpointFiguresInput, EndpointFiguresSchema } from '@/services/metrics/schemas';

export const GET = route({
  method: 'GET',
  path: '/metrics/endpoints',
  summary: 'List what each endpoint did in a window',
  input: EndpointFiguresInput,
  output: z.object({ items: z.array(EndpointFiguresSchema) }),
  handler: listEndpointFigures,
});
