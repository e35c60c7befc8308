import type { Stage } from '../pipeline-services';

/** Bounded queue with the request's own deadline; overflow is answered here. A request that waited, or lost its replica, comes back with a new one. */
export const admit: Stage = (request) => {
  if (request.link !== null) return true;
  if (request.admitted) return false;
  const ready = request.variant?.scheduler.admit(request) ?? false;
  request.admitted = true;
  return ready;
};
