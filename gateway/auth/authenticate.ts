import type { Stage } from '../pipeline-services';

/** Who: before anything that costs memory or leaks existence. */
export const authenticate: Stage = (request, { authenticator }) => {
  request.principal = authenticator.authenticate(request.head);
  return true;
};
