import { textOf, type Words } from '../sentences/sentence';
import { type ErrorCode, errorCodes } from './codes';

/** One place in a request that is wrong: `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: Words;
}

export interface AppErrorDetails {
  /** What happened, for the person who reads it. Always safe to show. */
  readonly detail?: Words;
  /** Why, in words for users. Never an exception text with internals. */
  readonly reason?: Words;
  /** What to do about it. */
  readonly fix?: Words;
  readonly errors?: readonly FieldError[];
  /** Seconds after which the caller may come again; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Shown in the console beside the sentence: log lines, figures, names. */
  readonly evidence?: Words;
  /** The exception behind it, for logs only. */
  readonly cause?: unknown;
}

/** The one error type. Thrown where it is known, mapped to an answer at the edge of each surface. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails | string = {}) {
    const known = typeof details === 'string' ? { detail: details } : details;
    super(textOf(known.detail ?? code), known.cause === undefined ? undefined : { cause: known.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = known;
  }

  get status(): number {
    return errorCodes[this.code].http;
  }
}

export function isAppError(value: unknown): value is AppError {
  return value instanceof AppError || (value instanceof Error && value.name === 'AppError' && 'code' in value && 'details' in value);
}
