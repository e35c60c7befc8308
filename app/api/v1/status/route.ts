import { z } from 'zod';
import { readGatewayUrl } from '@/app/api/_http/gateway-url';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { version } from '@/package.json';
import { fleetOf } from '@/services/instances';
import { getStatus } from '@/services/status';
import { StatusSchema } from '@/services/status/schemas';

export const GET = route({
  method: 'GET',
  path: '/status',
  summary: 'How each part of the installation is',
  input: z.object({}),
  output: StatusSchema,
  offline: true,
  handler: async (_ctx, _input, { caller }) => {
    const { database, clock, storage, settings, paths } = getResources();
    const gatewayUrl = await readGatewayUrl(paths.stateFile, settings.PORT);
    return getStatus({
      database,
      clock,
      storage,
      fleet: fleetOf(settings, paths),
      gatewayUrl,
      spool: paths.spool,
      containers: { store: paths.containers, run: paths.containersRun },
      sandboxFile: paths.sandboxFile,
      version,
      databaseAway: caller.offline,
    });
  },
});
