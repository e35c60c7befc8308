import { route } from '@/app/api/_http/route';
import { replayScaling } from '@/services/scaling';
import { ReplayScalingInput, ReplaySchema } from '@/services/scaling/schemas';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/scaling/replay',
  summary: 'What a scaling policy would have done on the load of the last days; changes nothing',
  input: ReplayScalingInput,
  output: ReplaySchema,
  handler: replayScaling,
});
