import { hash } from 'node:crypto';
import { auditWords } from '@/core/sentences/audit';
import type { Sentence } from '@/core/sentences/sentence';
import { canonical } from './emit';
import type { AuditSeal } from './seal';

/**
 * A row as `auditHash` sees it, prepared by the database as far as it can: the previous hash and the canonical text up to the two
 * documents, which only we write with sorted keys. A million rows are read this way in a few seconds. `to_json` writes text as
 * `JSON.stringify` does.
 */
export const storedColumns = `audit.seq::text,
  prev_hash || '{"action":' || to_json(action) || ',"actorId":' || to_json(actor_id) || ',"actorName":' || to_json(actor_name)
    || ',"actorType":' || to_json(actor_type) || ',"after":',
  after::text,
  ',"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","before":',
  before::text,
  ',"id":' || to_json(id) || ',"ip":' || to_json(ip) || ',"organizationId":' || to_json(organization_id) || ',"outcome":' || to_json(outcome)
    || ',"requestId":' || to_json(request_id) || ',"resource":' || to_json(resource) || ',"seq":' || audit.seq || ',"userAgent":' || to_json(user_agent) || '}',
  prev_hash, hash`;

export type StoredRow = readonly [
  seq: string,
  upToAfter: string,
  after: string | null,
  upToBefore: string,
  before: string | null,
  rest: string,
  prevHash: string,
  hash: string,
];

export interface ChainFault {
  readonly seq: number;
  readonly reason: Sentence;
}

/** Follows one organization's chain row by row. */
export class ChainChecker {
  readonly #seal: AuditSeal | null;
  #rows = 0;
  /** Null before the first row of a check that begins in the middle. */
  #head: string | null = '';

  /** @param fromSeal  begin with the sealed row instead of the first one: what lies before was checked when it was sealed */
  constructor(seal: AuditSeal | null, fromSeal = false) {
    this.#seal = seal;
    if (!fromSeal || seal === null || seal.seq === 0) return;
    this.#rows = seal.seq - 1;
    this.#head = null;
  }

  get rows(): number {
    return this.#rows;
  }

  get head(): string {
    return this.#head ?? '';
  }

  /** The first fault this row shows, or null. */
  next(row: StoredRow): ChainFault | null {
    const [seqText, upToAfter, after, upToBefore, before, rest, prevHash, rowHash] = row;
    const expected = this.#rows + 1;
    const seq = Number(seqText);
    if (seq !== expected) return { seq: expected, reason: auditWords.missing({ expected, seq }) };
    if (this.#head !== null && prevHash !== this.#head) return { seq, reason: auditWords.doesNotFollow({ seq }) };
    const text = upToAfter + document(after) + upToBefore + document(before) + rest;
    if (hash('sha256', text) !== rowHash) return { seq, reason: auditWords.changed({ seq }) };
    if (this.#seal?.seq === seq && this.#seal.hash !== rowHash) return { seq, reason: auditWords.notSealed({ seq }) };
    this.#rows = seq;
    this.#head = rowHash;
    return null;
  }

  /** What is missing at the end, as far as a head outside the database knows. */
  end(): ChainFault | null {
    if (this.#seal === null || this.#seal.seq <= this.#rows) return null;
    return { seq: this.#rows + 1, reason: auditWords.cutOff({ from: this.#rows + 1, to: this.#seal.seq }) };
  }
}

function document(text: string | null): string {
  return text === null ? 'null' : canonical(JSON.parse(text));
}
