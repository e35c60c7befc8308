import type { ErrorCode } from '@/core/errors';
import type { Principal } from './auth/principal';
import { BodyCollector } from './http/body-collector';
import type { Exchange, HttpConnection } from './http/connection';
import type { RequestHead } from './http/request-head';
import type { EndpointRoute, VariantRoute } from './routing/table';
import type { ReplicaLink } from './upstream/replica-link';

export type InferenceProtocol = 'task' | 'open-inference';

/** Where the events of a request go: the pipeline. */
export interface RequestEvents {
  bodyPiece(request: RequestContext, piece: Buffer): boolean;
  bodyComplete(request: RequestContext): void;
  clientGone(request: RequestContext): void;
}

/** What is ready to be sent to the client. */
export interface Answer {
  readonly status: number;
  /** '' for success. */
  readonly code: ErrorCode | '';
  /** Field lines besides those every answer has. */
  readonly fields: string;
  readonly body: Uint8Array | string;
}

/** The replica's answer, ready to send. */
export interface ReplicaResult {
  readonly body: Buffer;
  /** Bytes of the JSON part of a binary answer, else null. */
  readonly jsonBytes: number | null;
}

/** One inference request on its way through the pipeline; every field is there from the start. Times: `…At` in monotonic ms, `…Us` in µs. */
export class RequestContext implements Exchange {
  readonly events: RequestEvents;
  readonly connection: HttpConnection;
  readonly head: RequestHead;
  readonly protocol: InferenceProtocol;
  readonly requestId: string;
  readonly endpointName: string;
  /** Asked for in the path; 0 = any. */
  readonly versionWanted: number;
  readonly startedAt: number;
  readonly wallAt: number;

  /** Index of the stage that runs or is waited for. */
  stage = 0;
  /** It has its answer, or none is wanted any more; nothing may change it. */
  done = false;
  /** The client left. */
  gone = false;

  principal: Principal | null = null;
  /** True once the key's concurrency was taken. */
  holdsConcurrency = false;
  endpoint: EndpointRoute | null = null;
  variant: VariantRoute | null = null;
  targeted = false;

  contentType = '';
  /** `Inference-Header-Content-Length`, or -1. */
  jsonBytes = -1;
  readonly body = new BodyCollector();
  bodyState: 'unread' | 'reading' | 'inflating' | 'complete' = 'unread';
  bodyParts: Buffer[] = [];
  bodyBytes = 0;
  bytesIn = 0;
  /** Taken of the memory for bodies. */
  bytesHeld = 0;

  deadlineAt = Number.POSITIVE_INFINITY;
  /** Place in the list of active requests, -1 while not in it. */
  activeIndex = -1;
  /** The scheduler counts it until it leaves. */
  admitted = false;
  queuedAt = 0;
  inQueue = false;
  isRetry = false;
  attempts = 0;
  link: ReplicaLink | null = null;
  slot = -1;
  sentAt = 0;
  replicaId = '';
  result: ReplicaResult | null = null;

  gatewayQueueUs = 0;
  replicaQueueUs = 0;
  batchUs = 0;
  modelUs = 0;
  predictions = 0;
  batchRows = 0;

  answer: Answer | null = null;
  /** Number of the `start` record's write (strict metering), 0 = none. */
  startWrite = 0;
  gatewaySeq = 0;

  constructor(
    events: RequestEvents,
    connection: HttpConnection,
    head: RequestHead,
    protocol: InferenceProtocol,
    requestId: string,
    endpointName: string,
    versionWanted: number,
    startedAt: number,
    wallAt: number,
  ) {
    this.events = events;
    this.connection = connection;
    this.head = head;
    this.protocol = protocol;
    this.requestId = requestId;
    this.endpointName = endpointName;
    this.versionWanted = versionWanted;
    this.startedAt = startedAt;
    this.wallAt = wallAt;
  }

  onBody(piece: Buffer): boolean {
    return this.events.bodyPiece(this, piece);
  }

  onBodyEnd(): void {
    this.events.bodyComplete(this);
  }

  onGone(): void {
    this.events.clientGone(this);
  }

  /** Answers are written whole. */
  onDrain(): void {}

  /** Every request has a deadline. */
  onRetire(): void {}
}
