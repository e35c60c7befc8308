import { z } from 'zod';
import { Password } from '../members/schemas';
import { isoTime } from '../page';

export const SignInInput = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(256) });
/** Who is signed in: what the shell and the disabled buttons need. */
export const MeSchema = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  organization: z.object({ id: z.string(), name: z.string(), accountId: z.string(), currency: z.string() }),
  project: z.object({ id: z.string(), name: z.string() }),
  actions: z.array(z.string()),
  landingPage: z.string(),
  csrfToken: z.string(),
  /** True while the database cannot be reached: the shell shows, nothing can be changed. */
  readOnly: z.boolean(),
});
export type Me = z.infer<typeof MeSchema>;
export const SessionSchema = z.object({
  id: z.string(),
  createdAt: isoTime,
  lastSeenAt: isoTime,
  expiresAt: isoTime,
  ip: z.string(),
  userAgent: z.string(),
  current: z.boolean(),
});
export type Session = z.infer<typeof SessionSchema>;
export const SessionIdInput = z.object({ id: z.string() });
export const ChangePasswordInput = z.object({ currentPassword: z.string().min(1).max(256), newPassword: Password });
