import { expect, test } from 'vitest';
import { HeadReader } from './head-reader';

const bytesOf = (path: string, length: number): Buffer => Buffer.from(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`);
const read = (reader: HeadReader, bytes: Buffer) => reader.read(bytes, bytes.byteLength - 4);

test('the same head again is the same object; one that differs in a single byte is read anew', () => {
  const reader = new HeadReader();
  const first = read(reader, bytesOf('/v1/a', 5));
  expect(read(reader, bytesOf('/v1/a', 5))).toBe(first);
  expect(read(reader, bytesOf('/v1/a', 6)).contentLength).toBe(6);
  expect(read(reader, bytesOf('/v1/b', 6)).path).toBe('/v1/b');
  expect(read(reader, bytesOf('/v1/a', 5))).toEqual(first);
});

test('a head that begins with a known one, or is the beginning of one, is not taken for it', () => {
  const reader = new HeadReader();
  const known = bytesOf('/v1/a', 5);
  read(reader, known);
  const longer = Buffer.from(known.toString().replace('\r\n\r\n', '\r\nX-One: 1\r\n\r\n'));
  expect(read(reader, longer).get('x-one')).toBe('1');
  expect(read(reader, known).get('x-one')).toBeUndefined();
});

test('a refused head leaves nothing behind, and the receive buffer may be written over', () => {
  const reader = new HeadReader();
  const bytes = bytesOf('/v1/a', 5);
  const first = read(reader, bytes);
  expect(() => read(reader, Buffer.from('POST /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n'))).toThrow('content-length');
  expect(read(reader, bytesOf('/v1/a', 5))).toBe(first);
  bytes.fill(0);
  expect(read(reader, bytesOf('/v1/a', 5))).toBe(first);
});
