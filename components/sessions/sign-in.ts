/** Where to go after signing in: only a path of this console, never another site. */
export function safeNext(next: string | null): string | null {
  if (next === null || !/^\/(?![/\\])/.test(next)) return null;
  return next.startsWith('/sign-in') || next.startsWith('/setup') ? null : next;
}

export type SignInOutcome = 'ok' | 'refused' | 'databaseAway' | 'unreachable';

/** Signs in with next-auth; the session cookie comes with the answer. */
export async function signInHere(email: string, password: string): Promise<SignInOutcome> {
  const { signIn } = await import('next-auth/react');
  try {
    const answer = await signIn('credentials', { email, password, redirect: false });
    if (answer?.error === 'DATABASE_UNREACHABLE') return 'databaseAway';
    if (answer === undefined || answer.status >= 500) return 'unreachable';
    return answer.ok && (answer.error === null || answer.error === undefined) ? 'ok' : 'refused';
  } catch {
    return 'unreachable'; // no answer at all
  }
}
