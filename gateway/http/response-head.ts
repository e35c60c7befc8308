import { STATUS_CODES } from 'node:http';

const statusLines: string[] = [];
for (let status = 100; status < 600; status++) statusLines[status] = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;

export function statusLine(status: number): string {
  return statusLines[status] ?? `HTTP/1.1 ${status} Unknown\r\n`;
}

let dateLine = '';
let dateSecond = 0;

/** `Date: …\r\n`, formatted once a second. */
export function currentDateLine(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateLine = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateLine;
}

/** One field line. Line breaks and control characters are replaced, so that no value can add a field. */
export function fieldLine(name: string, value: string | number): string {
  return `${name}: ${String(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')}\r\n`;
}
