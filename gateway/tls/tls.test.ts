import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestGateway, until } from '../testing/test-gateway';
import { ownCertificate } from './authority';
import { makeCertificate } from './certificate';

const dayMs = 86_400_000;
let folder: string;
let gateway: TestGateway | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-tls-'));
});
afterEach(async () => {
  await gateway?.stop();
  gateway = null;
  rmSync(folder, { recursive: true, force: true });
});

function get(
  port: number,
  host: string,
  ca: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; protocol: string | null; serial: string }> {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path: '/healthz', ca, headers, agent: false, servername: host === 'localhost' ? 'localhost' : '' }, (res) => {
      const socket = res.socket as import('node:tls').TLSSocket;
      const serial = socket.getPeerCertificate().serialNumber;
      const protocol = socket.getProtocol();
      res.resume().on('end', () => resolve({ status: res.statusCode ?? 0, protocol, serial }));
    });
    call.on('error', reject);
    call.end();
  });
}

function operatorCertificate(): { cert: string; key: string; ca: string } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { commonName: 'Operator CA', ...authority };
  const times = { notBefore: Date.now() - dayMs, notAfter: Date.now() + dayMs };
  const ca = makeCertificate({ commonName: 'Operator CA', publicKey: authority.publicKey, issuer, hosts: [], ...times });
  const cert = makeCertificate({ commonName: 'models.example.com', publicKey: leaf.publicKey, issuer, hosts: ['localhost', '127.0.0.1'], ...times });
  return { cert, ca, key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

describe('the installation’s own certificate', () => {
  test('is issued by its CA for every name it is reached by, and is kept', () => {
    const { cert, key } = ownCertificate(folder, '192.168.7.7', Date.now());
    const leaf = new X509Certificate(cert);
    const ca = new X509Certificate(readFileSync(join(folder, 'ca.pem')));
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect([ca.ca, leaf.ca]).toEqual([true, false]);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.checkHost('localhost')).toBe('localhost');
    for (const address of ['127.0.0.1', '::1', '192.168.7.7']) expect(leaf.checkIP(address)).toBe(address);
    expect(createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' })).toBe(leaf.publicKey.export({ type: 'spki', format: 'pem' }));
    for (const file of ['ca.key', 'server.key']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(ownCertificate(folder, '192.168.7.7', Date.now()).cert).toBe(cert);
  });

  test('is made again for another address and 30 days before its end, by the same CA', () => {
    const first = ownCertificate(folder, '127.0.0.1', Date.now()).cert;
    const ca = readFileSync(join(folder, 'ca.pem'), 'utf8');
    const moved = ownCertificate(folder, '10.0.0.1', Date.now()).cert;
    expect(moved).not.toBe(first);
    expect(ownCertificate(folder, '10.0.0.1', Date.now() + 59 * dayMs).cert).toBe(moved);
    expect(ownCertificate(folder, '10.0.0.1', Date.now() + 61 * dayMs).cert).not.toBe(moved);
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe(ca);
  });

  test('satisfies OpenSSL’s strict check', () => {
    ownCertificate(folder, '127.0.0.1', Date.now());
    const args = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'localhost',
      '-CAfile',
      join(folder, 'ca.pem'),
      join(folder, 'server.pem'),
    ];
    expect(execFileSync('openssl', args).toString()).toMatch(/: OK/);
  });
});

describe('HTTPS', () => {
  test('is served with that certificate on the TLS port, with TLS 1.2 and 1.3 only', async () => {
    gateway = await TestGateway.start();
    const ca = readFileSync(join(gateway.folder, 'tls', 'ca.pem'), 'utf8');
    for (const host of ['localhost', '127.0.0.1']) expect(await get(gateway.tlsPort, host, ca)).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
    const old = (version: 'TLSv1.1' | 'TLSv1.2') =>
      new Promise<string>((resolve) => {
        const socket = connect({
          port: gateway?.tlsPort,
          host: '127.0.0.1',
          ca,
          servername: 'localhost',
          minVersion: version,
          maxVersion: version,
          ciphers: 'DEFAULT@SECLEVEL=0',
        });
        socket.on('secureConnect', () => {
          resolve('connected');
          socket.destroy();
        });
        socket.on('error', () => resolve('refused'));
      });
    expect(await old('TLSv1.2')).toBe('connected');
    expect(await old('TLSv1.1')).toBe('refused');
  });

  test('uses the operator’s certificate, and takes a new one up without a restart', async () => {
    const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    const first = operatorCertificate();
    writeFileSync(files.certFile, first.cert);
    writeFileSync(files.keyFile, first.key);
    gateway = await TestGateway.start({ config: { tls: files } });
    const before = await get(gateway.tlsPort, 'localhost', first.ca);
    const second = operatorCertificate();
    writeFileSync(files.keyFile, second.key);
    writeFileSync(files.certFile, second.cert);
    const { tlsPort } = gateway;
    await until('the new certificate', () =>
      get(tlsPort, 'localhost', second.ca).then(
        (after) => after.serial !== before.serial,
        () => false,
      ),
    );
  });

  test('plain HTTP only sends callers there where it is not for this machine alone', async () => {
    gateway = await TestGateway.start({ config: { redirectPlain: true } });
    const moved = await fetch(`${gateway.url}/v2/models/iris?x=1`, { redirect: 'manual' });
    expect(moved.status).toBe(308);
    expect(moved.headers.get('location')).toBe(`https://127.0.0.1:${gateway.tlsPort}/v2/models/iris?x=1`);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    const ca = readFileSync(join(gateway.folder, 'tls', 'ca.pem'), 'utf8');
    expect((await get(gateway.tlsPort, 'localhost', ca)).status).toBe(200);
  });
});
