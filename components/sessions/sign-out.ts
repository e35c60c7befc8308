import { paths } from '@/components/paths';

/** Ends this session on the server and goes to the sign-in page. */
export async function signOutHere(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ redirect: false });
  window.location.assign(paths.signIn());
}
