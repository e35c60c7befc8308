import { crc32 } from 'node:zlib';
import { type UsageRecord, usageFields } from './usage-record';

const headBytes = 8;

export function encodeSpoolFrame(record: UsageRecord): Buffer {
  const payload = Buffer.from(JSON.stringify(usageFields.map((field) => record[field])));
  const frame = Buffer.allocUnsafe(headBytes + payload.byteLength);
  frame.writeUInt32BE(payload.byteLength, 0);
  frame.writeUInt32BE(crc32(payload), 4);
  frame.set(payload, headBytes);
  return frame;
}

/** All whole records of a segment, and how many bytes they fill; what follows is a torn tail. */
export function decodeSpool(bytes: Buffer): { records: UsageRecord[]; goodBytes: number } {
  const records: UsageRecord[] = [];
  let offset = 0;
  while (offset + headBytes <= bytes.byteLength) {
    const length = bytes.readUInt32BE(offset);
    const end = offset + headBytes + length;
    if (end > bytes.byteLength) break;
    const payload = bytes.subarray(offset + headBytes, end);
    if (crc32(payload) !== bytes.readUInt32BE(offset + 4)) break;
    const values = JSON.parse(payload.toString()) as unknown[];
    records.push(Object.fromEntries(usageFields.map((field, i) => [field, values[i]])) as unknown as UsageRecord);
    offset = end;
  }
  return { records, goodBytes: offset };
}
