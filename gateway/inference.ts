import { randomBytes } from 'node:crypto';
import type { Clock } from '@/core/clock';
import { AppError, isAppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import { codec, readResultHead, resultFlag, resultHeadBytes } from '@/core/wire/frame';
import type { Authenticator } from './auth/authenticator';
import type { HttpConnection } from './http/connection';
import type { RequestHead } from './http/request-head';
import type { Outgoing } from './metering/outgoing';
import type { Spool } from './metering/spool';
import { admitStage, pipeline } from './pipeline';
import type { PipelineServices } from './pipeline-services';
import type { BodyMemory } from './protocols/body-memory';
import { errorAnswer } from './protocols/error-answer';
import { completeBody, takePiece } from './protocols/read-body';
import { type InferenceProtocol, type ReplicaResult, RequestContext, type RequestEvents } from './request-context';
import type { RoutingTable } from './routing/table';
import { ActiveRequests } from './scheduling/active-requests';
import type { SchedulerEvents } from './scheduling/variant-scheduler';

interface InferenceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: RoutingTable;
  readonly authenticator: Authenticator;
  readonly spool: Spool;
  readonly outgoing: Outgoing;
  readonly bodyMemory: BodyMemory;
  /** A request waits for an endpoint that is to wake. */
  readonly onHeld: () => void;
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

const ownIdPrefix = `req_${randomBytes(10).toString('hex')}`;
let ownIds = 0;

/** The caller's own id where it may stand in headers and logs, else a new one: random for this process, then counted, since nothing is secret about it. */
export function requestIdOf(head: Pick<RequestHead, 'get'>): string {
  const given = head.get('x-request-id');
  if (given !== undefined && requestIdPattern.test(given)) return given;
  return `${ownIdPrefix}${(++ownIds).toString(16).padStart(12, '0')}`;
}

/**
 * Runs requests through the pipeline. A stage that waits is run again when what it waits for has come: body pieces from the connection,
 * room and answers from the scheduler, the clock for deadlines. Every request ends exactly once, by `settle` or by `fail`.
 */
export class Inference implements PipelineServices, RequestEvents, SchedulerEvents {
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: RoutingTable;
  readonly authenticator: Authenticator;
  readonly spool: Spool;
  readonly outgoing: Outgoing;
  readonly bodyMemory: BodyMemory;
  readonly active: ActiveRequests;
  readonly held: () => void;

  constructor(options: InferenceOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.table = options.table;
    this.authenticator = options.authenticator;
    this.spool = options.spool;
    this.outgoing = options.outgoing;
    this.bodyMemory = options.bodyMemory;
    this.held = options.onHeld;
    this.active = new ActiveRequests(options.clock, (request) => this.#expire(request));
  }

  /** Takes a request whose head has been read. @param version 0 = any */
  begin(connection: HttpConnection, head: RequestHead, protocol: InferenceProtocol, endpoint: string, version: number): RequestContext | null {
    const { clock } = this;
    const request = new RequestContext(this, connection, head, protocol, requestIdOf(head), endpoint, version, clock.monotonic(), clock.now());
    this.advance(request);
    return request.done ? null : request;
  }

  advance(request: RequestContext): void {
    try {
      while (!request.done) {
        if (request.stage === pipeline.length - 1) this.#finish(request);
        if (!pipeline[request.stage](request, this)) return;
        request.stage++;
      }
    } catch (error) {
      this.fail(request, error);
    }
  }

  fail(request: RequestContext, error: unknown): void {
    if (request.done) return;
    if (!isAppError(error)) this.log.error({ err: error, requestId: request.requestId }, 'a request failed by a fault of the gateway');
    this.#finish(request);
    request.answer = errorAnswer(error, request);
    this.outgoing.answer(request);
  }

  bodyPiece(request: RequestContext, piece: Buffer): boolean {
    if (request.done) return true;
    try {
      takePiece(request, piece, this);
    } catch (error) {
      this.fail(request, error);
    }
    return true;
  }

  bodyComplete(request: RequestContext): void {
    if (request.done) return;
    try {
      completeBody(request, this);
    } catch (error) {
      this.fail(request, error);
    }
  }

  clientGone(request: RequestContext): void {
    request.gone = true;
    this.fail(request, new AppError('CLIENT_CLOSED'));
  }

  result(request: RequestContext, aux: number, flags: number, payload: Buffer): void {
    try {
      request.result = readResult(request, aux, flags, payload);
    } catch (error) {
      this.fail(request, new AppError('INTERNAL', { detail: inferenceWords.unreadable(), cause: error }));
      return;
    }
    this.advance(request);
  }

  restart(request: RequestContext): void {
    request.slot = -1;
    request.stage = admitStage;
  }

  #expire(request: RequestContext): void {
    const scheduler = request.variant?.scheduler;
    if (request.link === null && scheduler?.holding === true) {
      const details = { detail: inferenceWords.stillWaking(), fix: inferenceWords.comeBackAwake(), retryAfterSeconds: scheduler.wakeSeconds };
      this.fail(request, new AppError('ENDPOINT_STARTING', details));
      return;
    }
    scheduler?.timedOut(request);
    const detail = request.link === null ? inferenceWords.deadlineForReplica() : inferenceWords.deadlineForAnswer();
    this.fail(request, new AppError('DEADLINE_EXCEEDED', { detail, fix: inferenceWords.moreTime() }));
  }

  /** Gives back what the request held. */
  #finish(request: RequestContext): void {
    if (request.done) return;
    request.done = true;
    this.active.remove(request);
    if (request.admitted) request.variant?.scheduler.leave(request);
    if (request.holdsConcurrency) request.principal?.limiter?.release();
    this.bodyMemory.release(request.bytesHeld);
    request.bytesHeld = 0;
    request.bodyParts = [];
  }
}

/** @throws AppError, RangeError on a payload that contradicts itself */
function readResult(request: RequestContext, aux: number, flags: number, payload: Buffer): ReplicaResult {
  const head = readResultHead(payload, 0);
  request.replicaQueueUs = head.queueUs;
  request.batchUs = head.batchUs;
  request.modelUs = head.modelUs;
  request.predictions = head.rows;
  request.batchRows = head.batchRows;
  if (aux !== codec.raw) throw new RangeError(`a result in the codec ${aux}`);
  const isBinary = (flags & resultFlag.binary) !== 0;
  const bodyAt = resultHeadBytes + (isBinary ? 4 : 0);
  return { body: Buffer.from(payload.subarray(bodyAt)), jsonBytes: isBinary ? payload.readUInt32BE(resultHeadBytes) : null };
}
