/** The few pieces of DER (X.690) a certificate is made of. */
function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tagged(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => tagged(0x31, ...items);
export const octets = (bytes: Uint8Array): Buffer => tagged(0x04, bytes);
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value));
export const yes = tagged(0x01, Buffer.from([0xff]));
/** `[n]` around its content. */
export const explicit = (n: number, ...items: readonly Uint8Array[]): Buffer => tagged(0xa0 | n, ...items);
/** `[n]` in place of the content's own tag. */
export const implicit = (n: number, bytes: Uint8Array): Buffer => tagged(0x80 | n, bytes);
export const bits = (bytes: Uint8Array, unusedBits = 0): Buffer => tagged(0x03, Buffer.from([unusedBits]), bytes);

/** A whole number of at least 0, from its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.byteLength - 1 && bytes[start] === 0) start++;
  const rest = bytes.subarray(start);
  return rest[0] >= 0x80 ? tagged(0x02, Buffer.from([0]), rest) : tagged(0x02, rest);
}

/** @example objectId('2.5.29.17') */
export function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function time(wallMs: number): Buffer {
  const iso = new Date(wallMs).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(iso.slice(0, 4)) < 2050 ? tagged(0x17, Buffer.from(iso.slice(2))) : tagged(0x18, Buffer.from(iso));
}
