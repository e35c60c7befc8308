import { mayKnow, unknownEndpoint } from '../auth/authorize';
import type { Stage } from '../pipeline-services';
import { chooseVariant } from './choose-variant';

/** Which endpoint, variant and version: from the snapshot, never the database. */
export const resolve: Stage = (request, { table }) => {
  const { principal, head } = request;
  const endpoint = principal === null ? undefined : table.endpoint(principal.organizationId, request.endpointName);
  if (principal === null || endpoint === undefined || !mayKnow(principal, endpoint)) throw unknownEndpoint(request.endpointName);
  request.endpoint = endpoint;
  const target = head.get('x-aimass-target-variant');
  request.targeted = target !== undefined;
  request.variant = chooseVariant(endpoint, { target, version: request.versionWanted, session: head.get('x-aimass-session') }, Math.random());
  return true;
};
