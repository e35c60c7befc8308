import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveSecret } from '@/core/secrets';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // none that looks like another

/**
 * The code that the start prints and that set-up from another machine has to show: 60 bits, of this installation alone, useless once
 * an administrator exists.
 * @example setupCode(masterKey) → 'K7QM-2XPA-9RTC'
 */
export function setupCode(masterKey: Uint8Array): string {
  const bytes = createHmac('sha256', deriveSecret(masterKey, 'setup-code')).update('first administrator').digest();
  const letters = [...bytes.subarray(0, 12)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8, 12)}`;
}

export function isSetupCode(masterKey: Uint8Array, given: string): boolean {
  const expected = Buffer.from(setupCode(masterKey));
  const typed = Buffer.from(given.trim().toUpperCase());
  return typed.byteLength === expected.byteLength && timingSafeEqual(typed, expected);
}
