import type { Stage } from '../pipeline-services';

/** To the replica; goes on when its answer has come. */
export const dispatch: Stage = (request, { clock, outgoing }) => {
  if (request.result !== null) return true;
  const { link } = request;
  if (link === null || request.slot >= 0) return false;
  const now = clock.monotonic();
  request.attempts++;
  request.sentAt = now;
  request.replicaId = link.id;
  outgoing.begin(request);
  link.send(request, Math.max(1, Math.round(request.deadlineAt - now)));
  return false;
};
