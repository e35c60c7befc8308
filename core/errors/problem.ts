import { AppError, type FieldError, isAppError } from './app-error';
import { titles } from './catalogue';
import { type ErrorCode, errorCodes } from './codes';

/** RFC 9457 `application/problem+json`, in the shape of the contract. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly cause?: string;
  readonly fix?: string;
  readonly evidence?: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
}

/** An unknown exception becomes `INTERNAL` with a generic text; what it said goes to the log, never to the caller. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError('INTERNAL', { detail: 'The server failed while answering. The request id finds the log line.', cause: error });
}

export function toProblem(error: unknown, requestId: string, language: 'en' | 'zh' = 'en'): Problem {
  const known = toAppError(error);
  const { details } = known;
  const title = titles[known.code][language];
  return {
    type: `/docs/errors#${known.code}`,
    title,
    status: errorCodes[known.code].http,
    detail: details.detail ?? title,
    code: known.code,
    ...(details.reason === undefined ? {} : { cause: details.reason }),
    ...(details.fix === undefined ? {} : { fix: details.fix }),
    ...(details.evidence === undefined ? {} : { evidence: details.evidence }),
    requestId,
    ...(details.errors === undefined ? {} : { errors: details.errors }),
  };
}
