import { route } from '@/app/api/_http/route';
import { revokeSession } from '@/services/sessions';
import { SessionIdInput } from '@/services/sessions/schemas';

export const DELETE = route({
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'End one of your own sessions; `current` is this one',
  input: SessionIdInput,
  handler: revokeSession,
});
