import { AppError } from '@/core/errors';

export const headBytesMax = 16 * 1024;
export const headerCountMax = 100;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Fields that decide how a message is read or who sent it: a second one is an attack or a mistake. */
const onlyOnce = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'content-type',
  'content-encoding',
  'authorization',
  'x-api-key',
  'expect',
  'inference-header-content-length',
]);
/** Letters of field names that a lenient peer might read as the real one (`Content--Length`, `X.Host` is fine, `-Host` is not). */
const lookAlikes = new Map([
  ['contentlength', 'content-length'],
  ['transferencoding', 'transfer-encoding'],
  ['host', 'host'],
]);

const tokenTable = new Uint8Array(128);
for (const character of "!#$%&'*+-.^`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") tokenTable[character.charCodeAt(0)] = 1;
const hostPattern = /^([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/** A parsed request head, not changed any more: it may serve several requests. Field names are lower case, in the order they came. */
export class RequestHead {
  method = '';
  /** Path and query, as they came; an absolute form is reduced to this. */
  target = '';
  path = '';
  query = '';
  minorVersion = 1;
  host = '';
  readonly names: string[] = [];
  readonly values: string[] = [];
  /** Bytes of the body, or -1 where the head names none. */
  contentLength = -1;
  chunked = false;
  keepAlive = true;
  expectContinue = false;

  get(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  get hasBody(): boolean {
    return this.chunked || this.contentLength > 0;
  }
}

function refuse(why: string): never {
  throw new AppError('BAD_REQUEST', { detail: `The request is not valid HTTP/1.1: ${why}.` });
}

/**
 * Where the head that starts at `start` ends (the index of its last CRLFCRLF), or -1 while it is not all there.
 * @throws AppError `BAD_REQUEST` for a bare LF, `HEADERS_TOO_LARGE`
 */
export function findHeadEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf('\r\n\r\n', start, 'latin1');
  if (end >= 0 && end - start <= headBytesMax) return end;
  if (end >= 0 || bytes.byteLength - start > headBytesMax) {
    throw new AppError('HEADERS_TOO_LARGE', { detail: `The request head is larger than ${headBytesMax} bytes.` });
  }
  for (let at = bytes.indexOf(10, start); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (at === start || bytes[at - 1] !== 13) refuse('a line ends without a carriage return');
  }
  if (bytes.byteLength > start && (bytes[start] < 65 || bytes[start] > 90)) refuse('it does not begin with a method');
  return -1;
}

/**
 * Parses one head strictly: what two parsers could read differently is refused.
 * @param end index of the CRLFCRLF found by {@link findHeadEnd}
 * @throws AppError `BAD_REQUEST`, `METHOD_NOT_ALLOWED`, `HEADERS_TOO_LARGE`; the connection must then be closed
 */
export function parseHead(bytes: Buffer, start: number, end: number): RequestHead {
  const text = bytes.toString('latin1', start, end);
  const head = new RequestHead();
  const lineEnd = text.indexOf('\r\n');
  parseRequestLine(head, lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (lineEnd >= 0) parseFields(head, text, lineEnd + 2);
  checkFields(head);
  return head;
}

function parseRequestLine(head: RequestHead, line: string): void {
  const first = line.indexOf(' ');
  const last = line.indexOf(' ', first + 1);
  if (first <= 0 || last < 0) refuse('the request line is malformed');
  const version = line.slice(last + 1);
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') refuse('only HTTP/1.1 and HTTP/1.0 are spoken here');
  head.method = line.slice(0, first);
  head.target = line.slice(first + 1, last);
  head.minorVersion = version === 'HTTP/1.1' ? 1 : 0;
  head.keepAlive = head.minorVersion === 1;
  if (!methods.has(head.method)) {
    if (/^[A-Z]{1,24}$/.test(head.method)) throw new AppError('METHOD_NOT_ALLOWED', { detail: `${head.method} is not supported here.` });
    refuse('the method is malformed');
  }
  for (let i = 0; i < head.target.length; i++) {
    const code = head.target.charCodeAt(i);
    if (code <= 32 || code >= 127 || code === 35) refuse('the target holds a character that must be encoded');
  }
}

function parseFields(head: RequestHead, text: string, from: number): void {
  let at = from;
  while (at < text.length) {
    let colon = at;
    for (;;) {
      const code = text.charCodeAt(colon);
      if (code === 58) break;
      if (!(code < 128 && tokenTable[code] === 1)) refuse(code === 95 ? 'a field name holds an underscore' : 'a field name is malformed');
      colon++;
    }
    if (colon === at) refuse('a field name is empty');
    let valueAt = colon + 1;
    while (text.charCodeAt(valueAt) === 32 || text.charCodeAt(valueAt) === 9) valueAt++;
    let valueEnd = valueAt;
    for (; valueEnd < text.length; valueEnd++) {
      const code = text.charCodeAt(valueEnd);
      if ((code < 32 && code !== 9) || code === 127) break;
    }
    const next = valueEnd + 2;
    if (valueEnd < text.length && (text.charCodeAt(valueEnd) !== 13 || text.charCodeAt(valueEnd + 1) !== 10)) refuse('a field value holds a control character');
    while (valueEnd > valueAt && (text.charCodeAt(valueEnd - 1) === 32 || text.charCodeAt(valueEnd - 1) === 9)) valueEnd--;
    addField(head, text.slice(at, colon).toLowerCase(), text.slice(valueAt, valueEnd));
    at = next;
  }
}

function addField(head: RequestHead, name: string, value: string): void {
  if (head.names.length === headerCountMax) throw new AppError('HEADERS_TOO_LARGE', { detail: `The request has more than ${headerCountMax} fields.` });
  if (onlyOnce.has(name) && head.names.includes(name)) refuse(`${name} is given twice`);
  head.names.push(name);
  head.values.push(value);
  switch (name) {
    case 'content-length':
      if (!/^\d{1,15}$/.test(value)) refuse('content-length is not a plain number');
      head.contentLength = Number(value);
      break;
    case 'transfer-encoding':
      if (value.toLowerCase() !== 'chunked') refuse('the only transfer-encoding understood is chunked');
      head.chunked = true;
      break;
    case 'host':
      if (!hostPattern.test(value)) refuse('host is malformed');
      head.host = value;
      break;
    case 'connection':
      applyConnection(head, value.toLowerCase());
      break;
    case 'expect':
      if (value.toLowerCase() !== '100-continue') refuse('the expectation cannot be met');
      head.expectContinue = head.minorVersion === 1;
      break;
    default:
      if (name.length <= 24) checkLookAlike(name);
  }
}

function applyConnection(head: RequestHead, value: string): void {
  if (value === 'keep-alive') head.keepAlive = true;
  else if (value === 'close') head.keepAlive = false;
  else {
    const options = value.split(',').map((option) => option.trim());
    if (options.includes('close')) head.keepAlive = false;
    else if (options.includes('keep-alive')) head.keepAlive = true;
  }
}

function checkLookAlike(name: string): void {
  const last = name.charCodeAt(name.length - 1);
  if (last !== 104 && last !== 103 && last !== 116 && last >= 97 && last <= 122) return; // ends in none of …h, …g, …t, nor in punctuation
  const meant = lookAlikes.get(name.replace(/[^a-z0-9]/g, ''));
  if (meant !== undefined && meant !== name) refuse(`${meant} is misspelt`);
}

function checkFields(head: RequestHead): void {
  if (head.minorVersion === 1 && head.host === '') refuse('host is missing');
  if (head.chunked && head.contentLength >= 0) refuse('content-length and transfer-encoding are given together');
  if (head.chunked && head.minorVersion === 0) refuse('transfer-encoding is not known in HTTP/1.0');
  if (head.hasBody && (head.method === 'GET' || head.method === 'HEAD')) refuse(`${head.method} has no body`);
  if (head.target.charCodeAt(0) !== 47) absoluteForm(head);
  const question = head.target.indexOf('?');
  head.path = question < 0 ? head.target : head.target.slice(0, question);
  head.query = question < 0 ? '' : head.target.slice(question + 1);
}

/** `http://host/path` means the same as `/path` where the hosts agree. */
function absoluteForm(head: RequestHead): void {
  const match = /^https?:\/\/([^/?]+)(.*)$/i.exec(head.target);
  if (match === null) refuse('the target is neither a path nor an address');
  if (match[1].toLowerCase() !== head.host.toLowerCase()) refuse('the target names another host than the host field');
  head.target = match[2].startsWith('/') ? match[2] : `/${match[2]}`;
}
