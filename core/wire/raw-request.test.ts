import { expect, test } from 'vitest';
import { isAppError } from '../errors';
import type { RawHead } from './frame';
import { encodeRawRequest, RawRequestReader } from './raw-request';

const head: RawHead = { protocol: 'task', contentType: 'text/csv; größe', jsonBytes: -1, model: 'modell-模型', version: 3, variant: 'main' };
const request = { deadlineMs: 250, head, requestId: 'req_1.a-b', body: Buffer.from('1,2,3') };

test('a raw request comes back as it was, the empty body and the longest id included', () => {
  for (const given of [request, { ...request, body: Buffer.alloc(0) }, { ...request, requestId: 'x'.repeat(128) }]) {
    expect(new RawRequestReader().read(encodeRawRequest(given))).toEqual(given);
  }
});

test('a prefix that is cut short anywhere is refused', () => {
  const bytes = encodeRawRequest({ ...request, body: Buffer.alloc(0) });
  for (let cut = 0; cut < bytes.byteLength; cut++) {
    try {
      new RawRequestReader().read(bytes.subarray(0, cut));
      expect.unreachable(`cut at ${cut}`);
    } catch (error) {
      expect(isAppError(error) && error.code).toBe('BAD_REQUEST');
    }
  }
});

test('a head that comes again is not parsed again, another one is', () => {
  const reader = new RawRequestReader();
  const first = reader.read(encodeRawRequest(request)).head;
  expect(reader.read(encodeRawRequest({ ...request, requestId: 'other', body: Buffer.from('9') })).head).toBe(first);
  expect(reader.read(encodeRawRequest({ ...request, head: { ...head, version: 4 } })).head).toEqual({ ...head, version: 4 });
  expect(reader.read(encodeRawRequest(request)).head).toEqual(head);
});
