import { route } from '@/app/api/_http/route';
import { createKey, listKeys } from '@/services/keys';
import { CreatedKeySchema, CreateKeyInput, KeySchema, ListKeysInput } from '@/services/keys/schemas';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/keys',
  summary: 'Create an API key, shown only in this answer',
  input: CreateKeyInput,
  output: CreatedKeySchema,
  status: 201,
  routed: true,
  handler: createKey,
});

export const GET = route({
  method: 'GET',
  path: '/keys',
  summary: 'List API keys',
  input: ListKeysInput,
  output: pageOf(KeySchema),
  handler: listKeys,
});
