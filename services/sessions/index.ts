export { changePassword } from './change-password';
export type { SessionClaims } from './claims';
export { listSessions } from './list';
export { meOfKey, meOfSession } from './me';
export { checkPassword, hashPassword } from './password';
export { type LiveSession, principalOf, readSession } from './read';
export { revokeAllSessions, revokeSession } from './revoke';
export { signIn, type Visitor } from './sign-in';
