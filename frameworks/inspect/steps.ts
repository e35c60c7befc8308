import { isAppError, titles } from '@/core/errors';
import { inspectionWords } from '@/core/sentences/inspection';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Failure, InspectMessage, InspectStep } from './job';

export type Tell = (message: InspectMessage) => void;

/** What a step gives, and the evidence of it. */
interface Found<T> {
  readonly value: T;
  readonly evidence: Words;
}

/** A step has failed and was reported; the inspection ends. */
export class InspectionFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'InspectionFailed';
    this.failure = failure;
  }
}

/**
 * Runs one step and reports its beginning and its end with its duration. Errors with a code become the step's result; others are faults of ours and go on.
 * @throws InspectionFailed
 */
export async function step<T>(tell: Tell, name: InspectStep, work: () => Promise<Found<T>> | Found<T>): Promise<T> {
  const start = performance.now();
  tell({ report: { step: name, result: 'Running', durationMs: null, evidence: '' } });
  try {
    const { value, evidence } = await work();
    tell({ report: { step: name, result: 'Passed', durationMs: since(start), ...inEnglish({ evidence }) } });
    return value;
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { detail = titles[error.code].en, fix = '', evidence = '' } = error.details;
    const words = { evidence: evidence === '' ? detail : inspectionWords.quoted({ what: detail, lines: evidence }), fix };
    tell({ report: { step: name, result: 'Failed', durationMs: since(start), code: error.code, ...inEnglish(words) } });
    throw new InspectionFailed({ code: error.code, ...inEnglish({ message: detail, fix, evidence }) });
  }
}

function since(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
