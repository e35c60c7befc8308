import type { Clock } from '@/core/clock';
import { AppError, errorCodes } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import type { Sentence } from '@/core/sentences/sentence';
import type { SnapshotReplica, SnapshotVariant } from '@/core/snapshot';
import { Ring } from '../http/ring';
import type { RequestContext } from '../request-context';
import { type LinkFlusher, type LinkOwner, ReplicaLink } from '../upstream/replica-link';
import { chooseReplica } from './choose-replica';
import { FairQueue } from './fair-queue';
import { LoadMeter } from './load-meter';
import { attemptsMax, RetryBudget } from './retry-budget';

/** What the scheduler tells the pipeline. */
export interface SchedulerEvents {
  /** The request has a replica (`link`) and goes on. */
  advance(request: RequestContext): void;
  result(request: RequestContext, aux: number, flags: number, payload: Buffer): void;
  /** Its replica failed before it answered; the request goes back to admission and will be advanced when it has another. */
  restart(request: RequestContext): void;
  fail(request: RequestContext, error: AppError): void;
  /** A request waits for a variant that has no replica at all. */
  held(): void;
}

interface SchedulerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly flusher: LinkFlusher;
  readonly events: SchedulerEvents;
  readonly random?: () => number;
}

const averageWeight = 0.1;
/** Said to callers before it was ever measured. */
const wakeMsUnknown = 5_000;

/**
 * Requests of one variant and the replicas that answer them. Each replica holds at most the variant's concurrency; beyond that requests
 * wait in one bounded queue, fair per caller. What cannot be answered before its deadline is refused at once. Outlives snapshots.
 */
export class VariantScheduler implements LinkOwner {
  /** Still routed to by the newest snapshot. */
  current = true;
  readonly queue = new FairQueue();
  readonly #options: SchedulerOptions;
  readonly #retries = new Ring<RequestContext>();
  readonly #budget = new RetryBudget();
  #links: ReplicaLink[] = [];
  #concurrency = 1;
  #queueDepthMax = 0;
  #versionDigest = '';
  #wakes = false;
  #wakeMs = wakeMsUnknown;
  readonly load: LoadMeter;
  /** Requests admitted and not yet ended. */
  inFlight = 0;
  /** Smoothed time a replica takes, ms. */
  #serviceMs = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.load = new LoadMeter(options.clock.monotonic());
  }

  get links(): readonly ReplicaLink[] {
    return this.#links;
  }

  /** Limits and replicas of a newer snapshot. Connections to replicas that stay are kept. */
  update(variant: SnapshotVariant): void {
    this.current = true;
    this.#concurrency = variant.concurrency;
    this.#queueDepthMax = variant.queueDepthMax;
    this.#versionDigest = variant.versionDigest;
    this.#wakes = variant.wakes === true;
    this.#wakeMs = variant.wakeMs ?? wakeMsUnknown;
    const wanted = new Map(variant.replicas.map((replica) => [replica.id, replica]));
    for (const link of this.#links) {
      const replica = wanted.get(link.id);
      link.leaving = replica === undefined || replica.draining || replica.address !== link.address;
      if (replica !== undefined && replica.address === link.address) wanted.delete(link.id);
    }
    for (const replica of wanted.values()) this.#links.push(this.#open(replica));
    this.tidy();
    this.onRoom();
  }

  /** Ends the links that are leaving and have nothing outstanding. @returns true when nothing is left to do for a variant that is not current */
  tidy(): boolean {
    const idle = !this.current && this.inFlight === 0;
    this.#links = this.#links.filter((link) => {
      if (!(idle || link.leaving) || link.outstanding > 0) return true;
      link.end();
      return false;
    });
    return idle && this.#links.length === 0;
  }

  /**
   * Finds the request a replica or a place in the queue.
   * @returns false while it waits
   * @throws AppError `NO_HEALTHY_REPLICA`, `OVERLOADED`
   */
  admit(request: RequestContext): boolean {
    const now = this.#options.clock.monotonic();
    this.load.arrive();
    const holding = this.holding;
    if (!holding) this.#requireRoute(now);
    const link = this.queue.length === 0 ? this.#choose(now, '') : null;
    if (link !== null) {
      request.link = link;
      this.#enter(now);
      return true;
    }
    this.#requireRoom(request, now, holding);
    this.#enter(now);
    request.queuedAt = now;
    this.queue.push(request);
    if (holding) this.#options.events.held();
    return false;
  }

  /** The request has ended, however; called once for each that was admitted. */
  leave(request: RequestContext): void {
    this.inFlight--;
    this.load.leave(this.#options.clock.monotonic());
    if (request.result !== null) this.load.waited(request.gatewayQueueUs + request.replicaQueueUs);
    this.#endRetry(request);
    this.queue.drop(request);
    const { link } = request;
    request.link = null;
    if (link !== null && request.result === null) link.cancel(request);
    if (link?.leaving || !this.current) this.tidy();
    this.onRoom();
  }

  /** Ends every connection; what is outstanding is told lost. */
  close(): void {
    for (const link of this.#links) link.end();
    this.#links = [];
  }

  /** The deadline passed while a replica had the request: its fault. */
  timedOut(request: RequestContext): void {
    if (request.link?.health.failure(this.#options.clock.monotonic())) this.#logEjection(request.link);
  }

  /** Hands waiting requests to replicas for as long as any has room; when none will have, they are refused. */
  onRoom(): void {
    while (this.queue.length > 0 || this.#retries.length > 0) {
      const now = this.#options.clock.monotonic();
      let link = this.#choose(now, '');
      if (link === null) {
        if (!this.holding && !this.#links.some((one) => one.ready || one.fresh(now))) this.#refuseAll();
        return;
      }
      const retry = this.#budget.allows(this.inFlight) ? this.#nextRetry() : undefined;
      const request = retry ?? this.queue.shift();
      if (request === undefined) return;
      if (retry !== undefined) {
        link = this.#choose(now, request.replicaId) ?? link;
        request.isRetry = true;
        this.#budget.underWay++;
      }
      request.link = link;
      request.gatewayQueueUs += (now - request.queuedAt) * 1000;
      this.#options.events.advance(request);
    }
  }

  onResult(request: RequestContext, link: ReplicaLink, aux: number, flags: number, payload: Buffer): void {
    link.health.success();
    this.#serviceMs += (this.#options.clock.monotonic() - request.sentAt - this.#serviceMs) * averageWeight;
    this.#options.events.result(request, aux, flags, payload);
  }

  onRequestError(request: RequestContext, link: ReplicaLink, error: AppError): void {
    request.slot = -1;
    const isFault = errorCodes[error.code].http >= 500 && error.code !== 'DEADLINE_EXCEEDED';
    if (!isFault) link.health.success();
    else if (link.health.failure(this.#options.clock.monotonic())) this.#logEjection(link);
    if (isFault && request.attempts < attemptsMax && this.#links.length > 1) this.#retry(request, link);
    else this.#options.events.fail(request, error);
  }

  onLost(request: RequestContext, link: ReplicaLink): void {
    request.slot = -1;
    if (request.attempts < attemptsMax) this.#retry(request, link);
    else this.#options.events.fail(request, noReplica(inferenceWords.replicasBrokeOff()));
  }

  /** Requests wait here for the first replica: the variant wakes, and none is there yet. */
  get holding(): boolean {
    if (!this.#wakes) return false;
    for (let i = 0; i < this.#links.length; i++) if (!this.#links[i].leaving) return false;
    return true;
  }

  /** When a caller who could not wait may come back, by what waking took last. */
  get wakeSeconds(): number {
    return Math.max(1, Math.ceil(this.#wakeMs / 1000));
  }

  #enter(now: number): void {
    this.inFlight++;
    this.load.enter(now);
  }

  #open(replica: SnapshotReplica): ReplicaLink {
    const { clock, log, flusher } = this.#options;
    const link = new ReplicaLink({ id: replica.id, address: replica.address, versionDigest: this.#versionDigest, clock, log, flusher, owner: this });
    link.leaving = replica.draining;
    return link;
  }

  #choose(now: number, avoid: string): ReplicaLink | null {
    return chooseReplica(this.#links, this.#concurrency, now, avoid, this.#options.random ?? Math.random);
  }

  /** At least one replica that answers, or one that has only just been named. */
  #requireRoute(now: number): void {
    for (let i = 0; i < this.#links.length; i++) if (this.#links[i].ready) return;
    if (this.#links.some((link) => link.fresh(now))) return;
    throw noReplica(this.#links.length === 0 ? inferenceWords.noReplicaReady() : inferenceWords.noReplicaReached());
  }

  #requireRoom(request: RequestContext, now: number, holding: boolean): void {
    const ready = this.#links.reduce((sum, link) => sum + (link.ready ? 1 : 0), 0);
    const capacity = Math.max(1, ready * this.#concurrency);
    const waitMs = holding ? 0 : (this.queue.length / capacity) * this.#serviceMs;
    if (this.queue.length < this.#queueDepthMax && now + waitMs < request.deadlineAt) return;
    const full = this.queue.length >= this.#queueDepthMax;
    throw new AppError('OVERLOADED', {
      detail: full ? inferenceWords.queueFull({ waiting: this.queue.length }) : inferenceWords.queueLong({ wait: Math.ceil(waitMs) }),
      fix: inferenceWords.comeBack(),
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) + Math.floor((this.#options.random ?? Math.random)() * 2), // spread out, so that not all come back at once
    });
  }

  #retry(request: RequestContext, lost: ReplicaLink): void {
    const now = this.#options.clock.monotonic();
    this.#endRetry(request);
    request.replicaId = lost.id;
    request.link = null;
    if (!this.#links.some((link) => link.ready)) {
      this.#options.events.fail(request, noReplica(inferenceWords.replicaBrokeOff()));
      return;
    }
    this.#options.events.restart(request);
    request.queuedAt = now;
    this.#retries.push(request);
    this.onRoom();
  }

  #nextRetry(): RequestContext | undefined {
    for (let request = this.#retries.shift(); request !== undefined; request = this.#retries.shift()) if (!request.done) return request;
    return undefined;
  }

  #refuseAll(): void {
    for (let request = this.#nextRetry() ?? this.queue.shift(); request !== undefined; request = this.#nextRetry() ?? this.queue.shift()) {
      this.#options.events.fail(request, noReplica(inferenceWords.noReplicaReached()));
    }
  }

  #endRetry(request: RequestContext): void {
    if (!request.isRetry) return;
    request.isRetry = false;
    this.#budget.underWay--;
  }

  #logEjection(link: ReplicaLink): void {
    this.#options.log.warn({ replica: link.id }, 'a replica failed five times in a row and is left out for a while');
  }
}

function noReplica(detail: Sentence): AppError {
  return new AppError('NO_HEALTHY_REPLICA', { detail, retryAfterSeconds: 2 });
}
