import { route } from '@/app/api/_http/route';
import { listEndpointEvents } from '@/services/endpoints';
import { ListEndpointEventsInput } from '@/services/endpoints/schemas';
import { EventSchema } from '@/services/events/schemas';
import { pageOf } from '@/services/page';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/events',
  summary: 'List what happened to an endpoint',
  input: ListEndpointEventsInput,
  output: pageOf(EventSchema),
  handler: listEndpointEvents,
});
