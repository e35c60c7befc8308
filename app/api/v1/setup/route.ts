import { z } from 'zod';
import { openRoute } from '@/app/api/_http/route';
import { readSetupState, setUp } from '@/app/api/_http/setup';
import { MemberSchema } from '@/services/members/schemas';
import { SetupInput, SetupStateSchema } from '@/services/setup/schemas';

export const GET = openRoute({
  method: 'GET',
  path: '/setup',
  summary: 'Whether the first administrator exists, and what set-up finds ready',
  input: z.object({}),
  output: SetupStateSchema,
  handler: readSetupState,
});

export const POST = openRoute({
  method: 'POST',
  path: '/setup',
  summary: 'Create the first administrator of an empty installation',
  input: SetupInput,
  output: MemberSchema,
  status: 201,
  handler: setUp,
});
