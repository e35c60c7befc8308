export { createMember } from './create';
export { getMember } from './get';
export { listMembers } from './list';
export { removeMember } from './remove';
export { updateMember } from './update';
