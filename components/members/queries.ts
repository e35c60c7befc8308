import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, segment } from '@/components/api';
import type { Role } from '@/core/policy/actions';
import type { CreateMemberInput, Member } from '@/services/members/schemas';
import type { Page } from '@/services/page';

export const membersQuery = (filter: { sort?: string; cursor?: string } = {}) =>
  queryOptions({
    queryKey: ['members', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Member>>('/members', { ...filter }, signal),
    placeholderData: keepPreviousData,
  });

export const createMember = (input: z.input<typeof CreateMemberInput>): Promise<Member> => api.post('/members', input);
export const changeRole = (id: string, role: Role): Promise<Member> => api.patch(`/members/${segment(id)}`, { role });
export const removeMember = (id: string): Promise<unknown> => api.delete(`/members/${segment(id)}`);
