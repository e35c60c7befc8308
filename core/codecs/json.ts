import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import { jsonFaults } from '../sentences/inputs';
import type { Sentence } from '../sentences/sentence';

/** A JSON value as parsed here: integers beyond 2^53 stay exact as bigint. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

const depthMax = 64;
/** 10^0 … 10^22 are exact doubles, so mantissa × or ÷ one of them is correctly rounded while the mantissa is below 2^53. */
const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);
const mantissaMax = 9_007_199_254_740_991;

const [quote, comma, minus, dot, zero, nine, colon, upperE, openBracket, backslash, closeBracket, lowerE, openBrace, closeBrace] = [
  34, 44, 45, 46, 48, 57, 58, 69, 91, 92, 93, 101, 123, 125,
];

/**
 * Strict JSON (RFC 8259) over bytes: no NaN tokens, no number beyond a double, no duplicate or `__proto__` members, at most 64 levels.
 * @throws AppError `BODY_NOT_PARSEABLE` that says where
 */
export function parseJson(bytes: Uint8Array): Json {
  return new JsonParser(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).parse();
}

class JsonParser {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  parse(): Json {
    if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb && this.#bytes[2] === 0xbf) this.#fail(jsonFaults.byteOrderMark());
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#bytes.length) this.#fail(jsonFaults.trailing());
    return value;
  }

  #fail(why: Sentence): never {
    throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.invalidJson({ why, at: this.#at }), fix: inferenceWords.oneDocument() });
  }

  #space(): void {
    let byte = this.#bytes[this.#at];
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = this.#bytes[++this.#at];
  }

  #value(depth: number): Json {
    this.#space();
    const byte = this.#bytes[this.#at];
    if (byte === minus || (byte >= zero && byte <= nine)) return this.#number();
    if (byte === openBracket) return this.#array(depth + 1);
    if (byte === openBrace) return this.#object(depth + 1);
    if (byte === quote) return this.#string();
    if (byte === undefined) return this.#fail(jsonFaults.endsEarly());
    return this.#word();
  }

  #word(): Json {
    for (const [word, value] of words) {
      if (this.#bytes.toString('latin1', this.#at, this.#at + word.length) !== word) continue;
      this.#at += word.length;
      return value;
    }
    return this.#fail(jsonFaults.token());
  }

  #array(depth: number): Json[] {
    if (depth > depthMax) this.#fail(jsonFaults.levels({ most: depthMax }));
    this.#at++;
    const items: Json[] = [];
    this.#space();
    if (this.#bytes[this.#at] === closeBracket) {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(this.#value(depth));
      this.#space();
      const byte = this.#bytes[this.#at++];
      if (byte === closeBracket) return items;
      if (byte !== comma) {
        this.#at--;
        this.#fail(jsonFaults.commaOrBracket());
      }
    }
  }

  #object(depth: number): { [key: string]: Json } {
    if (depth > depthMax) this.#fail(jsonFaults.levels({ most: depthMax }));
    this.#at++;
    const object: { [key: string]: Json } = {};
    this.#space();
    if (this.#bytes[this.#at] === closeBrace) {
      this.#at++;
      return object;
    }
    for (;;) {
      this.#space();
      if (this.#bytes[this.#at] !== quote) this.#fail(jsonFaults.memberName());
      const key = this.#string();
      if (key === '__proto__') this.#fail(jsonFaults.proto());
      if (Object.hasOwn(object, key)) this.#fail(jsonFaults.secondMember({ name: key.slice(0, 64) }));
      this.#space();
      if (this.#bytes[this.#at] !== colon) this.#fail(jsonFaults.colon());
      this.#at++;
      object[key] = this.#value(depth);
      this.#space();
      const byte = this.#bytes[this.#at++];
      if (byte === closeBrace) return object;
      if (byte !== comma) {
        this.#at--;
        this.#fail(jsonFaults.commaOrBrace());
      }
    }
  }

  #string(): string {
    const start = this.#at;
    let at = start + 1;
    let plain = true;
    for (; ; at++) {
      const byte = this.#bytes[at];
      if (byte === quote) break;
      if (byte === undefined) this.#fail(jsonFaults.openString());
      if (byte < 32) {
        this.#at = at;
        this.#fail(jsonFaults.controlCharacter());
      }
      if (byte === backslash) {
        plain = false;
        at++;
      } else if (byte > 127) plain = false;
    }
    this.#at = at + 1;
    if (plain) return this.#bytes.toString('latin1', start + 1, at);
    return this.#escaped(start, at + 1);
  }

  #escaped(start: number, end: number): string {
    const raw = this.#bytes.subarray(start, end);
    const text = raw.toString('utf8');
    if (text.includes('\ufffd') && !Buffer.from(text).equals(raw)) this.#fail(jsonFaults.notUtf8());
    try {
      const value = JSON.parse(text) as string;
      if (!value.isWellFormed()) this.#fail(jsonFaults.loneSurrogate());
      return value;
    } catch {
      return this.#fail(jsonFaults.escape());
    }
  }

  #number(): number | bigint {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    const negative = bytes[at] === minus;
    if (negative) at++;
    let mantissa = 0;
    let digits = 0;
    const firstDigit = at;
    let byte = bytes[at];
    for (; byte >= zero && byte <= nine; byte = bytes[++at]) {
      mantissa = mantissa * 10 + (byte - zero);
      digits++;
    }
    if (digits === 0 || (digits > 1 && bytes[firstDigit] === zero)) this.#fail(jsonFaults.number());
    let scale = 0;
    let integer = true;
    if (byte === dot) {
      integer = false;
      const fraction = at + 1;
      for (byte = bytes[++at]; byte >= zero && byte <= nine; byte = bytes[++at]) {
        mantissa = mantissa * 10 + (byte - zero);
        digits++;
      }
      scale = fraction - at;
      if (scale === 0) this.#fail(jsonFaults.number());
    }
    if (byte === lowerE || byte === upperE) {
      integer = false;
      let sign = 1;
      byte = bytes[++at];
      if (byte === minus || byte === 43) {
        if (byte === minus) sign = -1;
        byte = bytes[++at];
      }
      let exponent = 0;
      const from = at;
      for (; byte >= zero && byte <= nine; byte = bytes[++at]) exponent = Math.min(exponent * 10 + (byte - zero), 100_000);
      if (at === from) this.#fail(jsonFaults.number());
      scale += sign * exponent;
    }
    this.#at = at;
    if (mantissa <= mantissaMax && scale >= -22 && scale <= 22) {
      const value = scale < 0 ? mantissa / powersOfTen[-scale] : mantissa * powersOfTen[scale];
      return negative ? -value : value;
    }
    const text = bytes.toString('latin1', start, at);
    if (integer && digits <= 40) return BigInt(text);
    const value = Number(text);
    if (!Number.isFinite(value)) this.#fail(jsonFaults.largeNumber());
    return value;
  }
}

const words: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
