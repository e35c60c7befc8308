import type { Stage } from '../pipeline-services';

/** Usage record written, then the first byte; both at the end of the turn. */
export const settle: Stage = (request, { outgoing }) => {
  outgoing.answer(request);
  return false;
};
