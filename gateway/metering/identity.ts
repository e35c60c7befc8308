import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** This gateway's lasting name, kept in the data directory, and a name for this run of it. Together they make segment ids unique. */
export function gatewayIdentity(dataDir: string, wallMs: number): { gatewayId: string; boot: string } {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'gateway.id');
  if (!existsSync(file)) writeFileSync(file, `gw${randomBytes(6).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return { gatewayId: readFileSync(file, 'utf8').trim(), boot: wallMs.toString(36) + randomBytes(3).toString('hex') };
}
