import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveSecret } from '@/core/secrets';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM; the additional data names table, row, column and version, so that a sealed secret opens nowhere else. */
export function sealSecret(masterKey: Uint8Array, accessKeyId: string, secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', deriveSecret(masterKey, 'access-key'), nonce).setAAD(Buffer.from(labelOf(accessKeyId)));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]));
}

/** @throws Error when it was sealed by another installation, for another row, or was altered */
export function openSecret(masterKey: Uint8Array, accessKeyId: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== version) throw new Error(`sealed with version ${bytes[0]}`);
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', deriveSecret(masterKey, 'access-key'), nonce).setAAD(Buffer.from(labelOf(accessKeyId)));
  decipher.setAuthTag(bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
}

function labelOf(accessKeyId: string): string {
  return `access_keys|${accessKeyId}|secret_sealed|${version}`;
}
