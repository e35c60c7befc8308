import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, explicit, implicit, integer, objectId, octets, sequence, set, text, time, yes } from './der';

const ids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organizationName: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
};

interface CertificateRequest {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly commonName: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** Host names and IP addresses; none = a CA. */
  readonly hosts: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
}

/** An X.509 v3 certificate over EC keys (RFC 5280), as PEM. Times in ms since 1970. */
export function makeCertificate(request: CertificateRequest): string {
  const { issuer, publicKey } = request;
  const algorithm = sequence(objectId(ids.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = (serial[0] & 0x7f) | 0x01;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    distinguishedName(issuer.commonName),
    sequence(time(request.notBefore), time(request.notAfter)),
    distinguishedName(request.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(request))),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  const certificate = sequence(body, algorithm, bits(signature));
  const lines = certificate.toString('base64').replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function extensions({ hosts, publicKey, issuer }: CertificateRequest): Buffer[] {
  const isAuthority = hosts.length === 0;
  const keyIds = [
    extension(ids.subjectKeyId, false, octets(keyId(publicKey))),
    extension(ids.authorityKeyId, false, sequence(implicit(0, keyId(issuer.publicKey)))),
  ];
  if (isAuthority) {
    return [
      extension(ids.basicConstraints, true, sequence(yes, integer(Buffer.from([0])))),
      extension(ids.keyUsage, true, bits(Buffer.from([0b0000_0110]), 1)), // keyCertSign, cRLSign
      ...keyIds,
    ];
  }
  return [
    extension(ids.basicConstraints, true, sequence()),
    extension(ids.keyUsage, true, bits(Buffer.from([0b1000_0000]), 7)), // digitalSignature
    extension(ids.extendedKeyUsage, false, sequence(objectId(ids.serverAuth))),
    extension(ids.alternativeName, false, sequence(...hosts.map(generalName))),
    ...keyIds,
  ];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(objectId(id), yes, octets(value)) : sequence(objectId(id), octets(value));
}

function distinguishedName(commonName: string): Buffer {
  const part = (id: string, value: string): Buffer => set(sequence(objectId(id), text(value)));
  return sequence(part(ids.organizationName, 'AI Mass'), part(ids.commonName, commonName));
}

function generalName(host: string): Buffer {
  return isIP(host) === 0 ? implicit(2, Buffer.from(host)) : implicit(7, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head, tail] = address.split('::');
  const groups = (part: string | undefined): number[] => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const [left, right] = [groups(head), groups(tail)];
  const all = tail === undefined ? left : [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1); the last 65 bytes of an EC P-256 key's SPKI are those. */
function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }).subarray(-65))
    .digest();
}
