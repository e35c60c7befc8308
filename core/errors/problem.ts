import { speak } from '../sentences/catalogue';
import type { Language } from '../sentences/render';
import { serverWords } from '../sentences/server';
import { AppError, isAppError } from './app-error';
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
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** An unknown exception becomes `INTERNAL` with a generic text; what it said goes to the log, never to the caller. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError('INTERNAL', { detail: serverWords.failed(), cause: error });
}

/** The answer to an error, in the caller's language as far as it was told in sentences of the catalogue. */
export function toProblem(error: unknown, requestId: string, language: Language = 'en'): Problem {
  const known = toAppError(error);
  const { details } = known;
  const title = titles[known.code][language];
  return {
    type: `/docs/errors#${known.code}`,
    title,
    status: errorCodes[known.code].http,
    detail: speak(details.detail ?? title, language),
    code: known.code,
    ...(details.reason === undefined ? {} : { cause: speak(details.reason, language) }),
    ...(details.fix === undefined ? {} : { fix: speak(details.fix, language) }),
    ...(details.evidence === undefined ? {} : { evidence: speak(details.evidence, language) }),
    requestId,
    ...(details.errors === undefined ? {} : { errors: details.errors.map(({ pointer, detail }) => ({ pointer, detail: speak(detail, language) })) }),
  };
}
