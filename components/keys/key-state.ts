import type { Key } from '@/services/keys/schemas';

/** What a key is worth now. @param now ms since 1970 */
export function keyStateOf(key: Pick<Key, 'revokedAt' | 'expiresAt'>, now: number): 'Active' | 'Revoked' | 'Expired' {
  if (key.revokedAt !== null) return 'Revoked';
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now ? 'Expired' : 'Active';
}
