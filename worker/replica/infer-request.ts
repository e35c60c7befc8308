import type { DecodedRequest, EncodedResponse } from '@/core/codecs';
import type { AppError } from '@/core/errors';
import type { Tensor } from '@/core/tensors';
import type { RawHead } from '@/core/wire/frame';

/** One input as it arrived: numbers as `bytes[start, end)`, perhaps not aligned, or text as strings. */
export interface InputData {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Null for numbers. */
  readonly items: readonly string[] | null;
}

/** What a raw request needs to be answered in its caller's protocol. */
export interface RawContext {
  readonly head: RawHead;
  readonly requestId: string;
  readonly decoded: Omit<DecodedRequest, 'tensors'>;
}

/** Rows `[start, start + rows)` of one run's outputs, or the outputs as a whole where they have no rows. */
export interface OutputRows {
  readonly tensors: readonly Tensor[];
  readonly start: number;
  readonly rows: number;
  readonly whole: boolean;
}

/** Where answers go: the connection a request came by. */
export interface ReplyTo {
  readonly open: boolean;
  sendRows(request: InferRequest, outputs: OutputRows): void;
  sendBody(request: InferRequest, body: EncodedResponse): void;
  sendError(id: number, error: AppError): void;
}

/** One request in the replica. Its rows may run in several batches; `taken` of them have been given to one. */
export class InferRequest {
  readonly id: number;
  readonly replyTo: ReplyTo;
  readonly rows: number;
  readonly inputs: readonly InputData[];
  /** Name of the signature it asks. */
  readonly signature: string;
  /** Requests of the same key can share a batch: everything but the rows is alike. */
  readonly shapeKey: string;
  /** Null for tensors, which go back as tensors. */
  readonly raw: RawContext | null;
  readonly sizeBytes: number;
  readonly receivedAt: number;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  /** Milliseconds until its first batch, spent on making batches and answers, and in the model. */
  queueMs = 0;
  batchMs = 0;
  modelMs = 0;
  /** Most rows that ran together with its own; 0 before its first run. */
  ranWithRows = 0;
  /** Answered, cancelled or failed: nothing more is to be done. */
  ended = false;
  /** A health check: it runs when nothing else waits. */
  spare = false;
  taken = 0;
  /** Its rows in the batch that is being run. */
  batchStart = 0;
  batchRows = 0;
  /** Outputs of earlier batches, one list a batch, while it is split. */
  parts: Tensor[][] | null = null;

  constructor(given: Pick<InferRequest, 'id' | 'replyTo' | 'signature' | 'rows' | 'inputs' | 'shapeKey' | 'raw' | 'sizeBytes' | 'receivedAt' | 'deadlineAt'>) {
    this.id = given.id;
    this.replyTo = given.replyTo;
    this.signature = given.signature;
    this.rows = given.rows;
    this.inputs = given.inputs;
    this.shapeKey = given.shapeKey;
    this.raw = given.raw;
    this.sizeBytes = given.sizeBytes;
    this.receivedAt = given.receivedAt;
    this.deadlineAt = given.deadlineAt;
  }

  fail(error: AppError): void {
    if (this.ended) return;
    this.ended = true;
    this.replyTo.sendError(this.id, error);
  }
}
