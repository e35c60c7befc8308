import { crc32 } from 'node:zlib';
import { type UsageRecord, usageFields, usageRecordOf } from './usage-record';

/**
 * A frame of a spool segment holds all records of one write: `u32 length` of the payload, `u32 records`, `u32 crc32` of the payload,
 * big-endian; then the payload, UTF-8: each record a JSON array in the order of `usageFields`, with commas between them. A reader stops at
 * the first frame that is cut short or fails its check, so the records of one write count together or not at all.
 */
export const spoolHeadBytes = 12;

/** Writes the head before a payload that stands at `spoolHeadBytes`. */
export function writeSpoolHead(frame: Buffer, payloadBytes: number, records: number): void {
  frame.writeUInt32BE(payloadBytes, 0);
  frame.writeUInt32BE(records, 4);
  frame.writeUInt32BE(crc32(frame.subarray(spoolHeadBytes, spoolHeadBytes + payloadBytes)), 8);
}

export function encodeSpoolFrame(records: readonly UsageRecord[]): Buffer {
  const payload = records.map(encodeUsageRecord).join(',');
  const payloadBytes = Buffer.byteLength(payload);
  const frame = Buffer.alloc(spoolHeadBytes + payloadBytes);
  frame.write(payload, spoolHeadBytes);
  writeSpoolHead(frame, payloadBytes, records.length);
  return frame;
}

/** One record as it stands in a payload. */
export function encodeUsageRecord(record: UsageRecord): string {
  return JSON.stringify(usageFields.map((field) => record[field]));
}

/** All whole records of a segment, and how many bytes they fill; what follows is a torn tail. */
export function decodeSpool(bytes: Buffer): { records: UsageRecord[]; goodBytes: number } {
  const records: UsageRecord[] = [];
  let offset = 0;
  while (offset + spoolHeadBytes <= bytes.byteLength) {
    const at = offset + spoolHeadBytes;
    const end = at + bytes.readUInt32BE(offset);
    if (end > bytes.byteLength || crc32(bytes.subarray(at, end)) !== bytes.readUInt32BE(offset + 8)) break;
    for (const values of JSON.parse(`[${bytes.toString('utf8', at, end)}]`) as unknown[][]) records.push(usageRecordOf(values));
    offset = end;
  }
  return { records, goodBytes: offset };
}

/** Records of a segment by its frame heads alone, unchecked. */
export function countSpoolRecords(bytes: Buffer): number {
  let records = 0;
  for (let offset = 0; offset + spoolHeadBytes <= bytes.byteLength; offset += spoolHeadBytes + bytes.readUInt32BE(offset)) {
    records += bytes.readUInt32BE(offset + 4);
  }
  return records;
}
