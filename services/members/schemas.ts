import { z } from 'zod';
import { roles } from '@/core/policy/actions';
import { isoTime, PageInput } from '../page';

export const Password = z.string().min(8, 'must have at least 8 characters').max(256);
export const CreateMemberInput = z.object({ email: z.email().max(254), name: z.string().min(1).max(100), role: z.enum(roles), password: Password });
export const UpdateMemberInput = z.object({ id: z.string(), role: z.enum(roles).optional(), password: Password.optional() });
export const MemberIdInput = z.object({ id: z.string() });
export const ListMembersInput = PageInput;
export const MemberSchema = z.object({
  id: z.string(),
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: isoTime,
  lastSeenAt: isoTime.nullable(),
});
export type Member = z.infer<typeof MemberSchema>;
