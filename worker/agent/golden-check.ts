import type { DesiredReplica, HealthCheck, ObservedHealth, ObservedReason } from '@/core/agent-api';
import { askReplica, type GoldenAnswer, NoAnswer } from '@/core/golden/ask';
import { differenceOf } from '@/core/golden/difference';
import type { Logger } from '@/core/log';
import { healthWords } from '@/core/sentences/health';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import { afterOutcome, afterStart, type HealthBook, type HealthOutcome, newHealthBook, pauseMs } from './health-rule';

/** Long enough beyond the limit for an answer that is late, and for two pings. */
const graceMs = 1_000;
const shownMax = 2_000;

export interface GoldenCheckOptions {
  readonly desired: DesiredReplica;
  readonly log: Logger;
  /** Whether the process has answered a ping since then, in monotonic milliseconds. */
  readonly heardSince: (at: number) => boolean;
  /** Told whenever {@link GoldenCheck.observed} says something else. */
  readonly onChange: () => void;
}

/**
 * Asks a replica that serves its golden request, over its own socket and after all callers, and keeps what the answers tell. States: `Waiting` →
 * `Healthy` ⇄ `Unhealthy`, or `NotJudged` where the answers cannot be compared: then only that it answers counts.
 */
export class GoldenCheck {
  readonly #options: GoldenCheckOptions;
  readonly #check: HealthCheck | null;
  #book: HealthBook = newHealthBook;
  /** Why answers are not compared; null where they are. */
  #unjudged: Sentence | null;
  #steady: boolean | null;
  #timer: NodeJS.Timeout | null = null;
  /** Raised with each process, so that an answer of the one before counts for nothing. */
  #life = 0;

  constructor(options: GoldenCheckOptions) {
    this.#options = options;
    const { health = null, sample } = options.desired;
    this.#check = health;
    this.#steady = health?.steady ?? null;
    this.#unjudged =
      sample === null
        ? healthWords.noSample()
        : (health?.response ?? null) === null
          ? healthWords.noAnswerKept()
          : this.#steady === false
            ? healthWords.unsteady()
            : null;
  }

  get observed(): ObservedHealth | null {
    if (this.#check === null) return null;
    const { observed } = this.#book;
    if (this.#unjudged === null || observed.state === 'Unhealthy') return observed;
    return { ...observed, state: 'NotJudged', reason: { code: 'ANSWERS_NOT_JUDGED', ...inEnglish({ message: this.#unjudged }), evidence: '' } };
  }

  /** The process serves. */
  begin(): void {
    this.end();
    this.#book = afterStart(this.#book);
    if (this.#check !== null) this.#plan(this.#check, 0);
  }

  /** The process serves no more. */
  end(): void {
    this.#life++;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #plan(check: HealthCheck, tookMs: number): void {
    const life = this.#life;
    this.#timer = setTimeout(() => void this.#look(check, life), pauseMs(this.#book, check.periodSeconds * 1_000, tookMs, Math.random()));
  }

  async #look(check: HealthCheck, life: number): Promise<void> {
    const startedAt = performance.now();
    const outcome = await this.#ask(check);
    if (life !== this.#life) return;
    const before = JSON.stringify(this.observed);
    this.#book = afterOutcome(this.#book, outcome, check, Date.now());
    this.#plan(check, performance.now() - startedAt);
    if (JSON.stringify(this.observed) !== before) this.#options.onChange();
  }

  async #ask(check: HealthCheck): Promise<HealthOutcome> {
    const { log, desired } = this.#options;
    const askedAt = performance.now();
    try {
      const answer = await this.#answer(check);
      if (answer.tookMs - answer.queueMs > check.timeoutMs) return this.#missing(check);
      const isComparable = this.#unjudged === null && (await this.#isSteady(check, answer));
      const difference = isComparable ? differenceOf(check.response, answer.body, this.#options.desired.signature) : null;
      return difference === null ? { type: 'right' } : this.#wrong(check, answer, difference);
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        log.error({ err: error, replica: desired.id }, 'a health check failed by a fault of ours');
        return { type: 'unasked' };
      }
      if (error.kind === 'busy') return { type: 'unasked' };
      // a process that answers no pings either is for its watch to judge: it may be at work for a caller
      if (error.kind === 'silent') return this.#options.heardSince(askedAt) ? this.#missing(check) : { type: 'unasked' };
      return this.#failed(error);
    }
  }

  #answer({ timeoutMs }: HealthCheck): Promise<GoldenAnswer> {
    const { address, versionDigest: digest, model, version, sample: request } = this.#options.desired;
    return askReplica({ address, digest, model, version, variant: 'health', request, waitMs: timeoutMs, limitMs: timeoutMs + graceMs, spare: true });
  }

  /** Of a version whose check did not say it: two answers of one process that differ from each other show a model of chance. */
  async #isSteady(check: HealthCheck, first: GoldenAnswer): Promise<boolean> {
    if (this.#steady !== null) return this.#steady;
    const read = readAnswer(first.body);
    if (read === null) return true; // no answer of the task API: wrong, not by chance
    const second = await this.#answer(check);
    this.#steady = differenceOf(read, second.body, this.#options.desired.signature) === null;
    if (!this.#steady) this.#unjudged = healthWords.unsteady();
    return this.#steady;
  }

  #wrong({ response }: HealthCheck, answer: GoldenAnswer, what: Sentence): HealthOutcome {
    const { model, version, sample } = this.#options.desired;
    const shown = { request: short(JSON.stringify(sample)), expected: short(JSON.stringify(response)), given: short(answer.body.toString('utf8')) };
    return wrongOutcome((times) => healthWords.wrong({ model, version, times, what }), healthWords.evidence(shown));
  }

  #missing({ timeoutMs: limit }: HealthCheck): HealthOutcome {
    const { model, version } = this.#options.desired;
    return wrongOutcome((times) => healthWords.silent({ model, version, times, limit }), '');
  }

  #failed({ kind, words }: NoAnswer): HealthOutcome {
    const { model, version } = this.#options.desired;
    if (kind === 'refused') return wrongOutcome((times) => healthWords.refuses({ model, version, times, said: words }), '');
    return wrongOutcome((times) => healthWords.unreachable({ model, version, times, said: typeof words === 'string' ? words : words.text }), '');
  }
}

function readAnswer(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null; // the caller says what that means
  }
}

function wrongOutcome(message: (times: number) => Sentence, evidence: Words): HealthOutcome {
  return { type: 'wrong', reasonOf: (times): ObservedReason => ({ code: 'REPLICA_WRONG_ANSWERS', ...inEnglish({ message: message(times), evidence }) }) };
}

function short(text: string): string {
  return text.length > shownMax ? `${text.slice(0, shownMax)} …` : text;
}
