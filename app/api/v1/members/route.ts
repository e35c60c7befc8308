import { route } from '@/app/api/_http/route';
import { createMember, listMembers } from '@/services/members';
import { CreateMemberInput, ListMembersInput, MemberSchema } from '@/services/members/schemas';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/members',
  summary: 'Add a member with a first password',
  input: CreateMemberInput,
  output: MemberSchema,
  status: 201,
  handler: createMember,
});

export const GET = route({
  method: 'GET',
  path: '/members',
  summary: 'List members',
  input: ListMembersInput,
  output: pageOf(MemberSchema),
  handler: listMembers,
});
