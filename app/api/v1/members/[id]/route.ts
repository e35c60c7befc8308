import { route } from '@/app/api/_http/route';
import { getMember, removeMember, updateMember } from '@/services/members';
import { MemberIdInput, MemberSchema, UpdateMemberInput } from '@/services/members/schemas';

export const GET = route({
  method: 'GET',
  path: '/members/{id}',
  summary: 'Get a member',
  input: MemberIdInput,
  output: MemberSchema,
  handler: getMember,
});

export const PATCH = route({
  method: 'PATCH',
  path: '/members/{id}',
  summary: "Change a member's role or password",
  input: UpdateMemberInput,
  output: MemberSchema,
  handler: updateMember,
});

export const DELETE = route({
  method: 'DELETE',
  path: '/members/{id}',
  summary: 'Remove a member',
  input: MemberIdInput,
  handler: removeMember,
});
