import { route } from '@/app/api/_http/route';
import { getKey, revokeKey } from '@/services/keys';
import { KeyIdInput, KeySchema } from '@/services/keys/schemas';

export const GET = route({
  method: 'GET',
  path: '/keys/{id}',
  summary: 'Get an API key, without its secret',
  input: KeyIdInput,
  output: KeySchema,
  handler: getKey,
});

export const DELETE = route({
  method: 'DELETE',
  path: '/keys/{id}',
  summary: 'Revoke an API key',
  input: KeyIdInput,
  output: KeySchema,
  routed: true,
  handler: revokeKey,
});
