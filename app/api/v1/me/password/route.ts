import { route } from '@/app/api/_http/route';
import { changePassword } from '@/services/sessions';
import { ChangePasswordInput } from '@/services/sessions/schemas';

export const POST = route({
  method: 'POST',
  path: '/me/password',
  summary: 'Change your own password and end your other sessions',
  input: ChangePasswordInput,
  handler: changePassword,
});
