import { headers } from 'next/headers';
import { GET as getMe } from '@/app/api/v1/me/route';
import type { Me } from '@/services/sessions/schemas';

/** Who asks for this page, by the same route that the browser asks; null when that is not known (the browser then finds out why). */
export async function signedIn(): Promise<Me | null> {
  const head = new Headers(await headers());
  const answer = await getMe(new Request('http://127.0.0.1/api/v1/me', { headers: head }), { params: Promise.resolve({}) });
  return answer.ok ? ((await answer.json()) as Me) : null;
}
