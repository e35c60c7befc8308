import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** One label per purpose, so that no derived key serves two. */
export type SecretPurpose =
  | 'session'
  | 'csrf'
  | 'upload-part'
  | 'playground-token'
  | 'snapshot'
  | 'principal'
  | 'cursor'
  | 'setup-code'
  | 'access-key'
  | 'idempotency'
  | 'audit-seal';

/** 32 bytes for one purpose, derived from the installation's secret key (HKDF-SHA256). */
export function deriveSecret(masterKey: Uint8Array, purpose: SecretPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, 'aimass', purpose, 32));
}

export function sign(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

export function verify(secret: Uint8Array, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(secret, text));
  const given = Buffer.from(signature);
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given);
}

export function sha256Hex(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The playground's token for (user, endpoint): `aimt_<base64url JSON>.<signature>`, valid for 10 minutes and verified
 * by the gateway without a database.
 */
export interface PlaygroundClaims {
  readonly userId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly endpoint: string;
  readonly expiresAt: number;
}

export function issuePlaygroundToken(secret: Uint8Array, claims: PlaygroundClaims): string {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `aimt_${body}.${sign(secret, body)}`;
}

export function readPlaygroundToken(secret: Uint8Array, token: string, now: number): PlaygroundClaims | null {
  const [body, signature] = token.slice('aimt_'.length).split('.');
  if (!token.startsWith('aimt_') || !body || !signature || !verify(secret, body, signature)) return null;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as PlaygroundClaims;
  return claims.expiresAt > now ? claims : null;
}

/** Signature of an upload part's address: `/api/v1/uploads/{upload}/parts/{number}?expires=…&signature=…`. */
export function uploadPartSignature(secret: Uint8Array, uploadId: string, part: number, sizeBytes: number, expiresAt: number): string {
  return sign(secret, `${uploadId}/${part}/${sizeBytes}/${expiresAt}`);
}
