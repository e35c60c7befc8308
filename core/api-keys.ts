import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 43; // 32 bytes in base62
const checkLength = 6; // a CRC32 in base62

/** What secret scanners may look for. */
export const issuedKeyPattern = /^aim_(?:live|test)_[0-9A-Za-z]{49}$/;

/** A new API key: `aim_live_`, 32 random bytes in base62, and a CRC32 over all before it. */
export function issueApiKey(): string {
  const body = `aim_live_${toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)}`;
  return body + checkOf(body);
}

/** False for a key of the issued form that was mistyped or made up; keys of another form are not judged. */
export function isPlausibleKey(key: string): boolean {
  if (!issuedKeyPattern.test(key)) return key.startsWith('aim_') && key.length <= 256;
  return checkOf(key.slice(0, -checkLength)) === key.slice(-checkLength);
}

function checkOf(body: string): string {
  return toBase62(BigInt(crc32(body)), checkLength);
}

function toBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value, i = 0; i < length; i++, rest /= 62n) text = alphabet[Number(rest % 62n)] + text;
  return text;
}
