import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate';

const dayMs = 86_400_000;
const authorityDays = 3_650;
const leafDays = 90;
const renewDays = 30;
const authorityName = 'AI Mass installation CA';

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * The certificate of this installation's own CA: `ca.pem` and `ca.key` are made once in `folder`, `server.pem` and `server.key` are made
 * again when the names they are for change, or 30 days before they expire.
 * @param host the address listened on, beside localhost
 */
export function ownCertificate(folder: string, host: string, nowMs: number): ServerCertificate {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = loadAuthority(folder, nowMs);
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', hostname(), ...(/^(0\.0\.0\.0|::)$/.test(host) ? [] : [host])])];
  const certFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server.key');
  if (!isStillGood(certFile, keyFile, authority.cert, hosts, nowMs)) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = makeCertificate({
      commonName: 'AI Mass',
      publicKey: pair.publicKey,
      issuer: { commonName: authorityName, privateKey: authority.key, publicKey: createPublicKey(authority.key) },
      hosts,
      notBefore: nowMs - dayMs,
      notAfter: nowMs + leafDays * dayMs,
    });
    writeWhole(keyFile, toPem(pair.privateKey), 0o600);
    writeWhole(certFile, leaf + authority.cert, 0o644);
  }
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

function loadAuthority(folder: string, nowMs: number): { cert: string; key: KeyObject } {
  const certFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca.key');
  if (!existsSync(certFile) || !existsSync(keyFile)) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issuer = { commonName: authorityName, privateKey, publicKey };
    const notAfter = nowMs + authorityDays * dayMs;
    writeWhole(keyFile, toPem(privateKey), 0o600);
    writeWhole(certFile, makeCertificate({ commonName: authorityName, publicKey, issuer, hosts: [], notBefore: nowMs - dayMs, notAfter }), 0o644);
  }
  return { cert: readFileSync(certFile, 'utf8'), key: createPrivateKey(readFileSync(keyFile)) };
}

function isStillGood(certFile: string, keyFile: string, authorityPem: string, hosts: readonly string[], nowMs: number): boolean {
  if (!existsSync(certFile) || !existsSync(keyFile)) return false;
  const leaf = new X509Certificate(readFileSync(certFile));
  const named = hosts.every((host) => leaf.checkHost(host) !== undefined || leaf.checkIP(host) !== undefined);
  return named && leaf.verify(new X509Certificate(authorityPem).publicKey) && Date.parse(leaf.validTo) > nowMs + renewDays * dayMs;
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function writeWhole(file: string, content: string, mode: number): void {
  writeFileSync(`${file}.tmp`, content, { mode });
  renameSync(`${file}.tmp`, file);
}
