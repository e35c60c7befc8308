import { isAppError, titles } from '@/core/errors';
import type { Failure, InspectMessage, InspectStep } from './job';

export type Tell = (message: InspectMessage) => void;

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
export async function step<T>(tell: Tell, name: InspectStep, work: () => Promise<{ value: T; evidence: string }> | { value: T; evidence: string }): Promise<T> {
  const start = performance.now();
  tell({ report: { step: name, result: 'Running', durationMs: null, evidence: '' } });
  try {
    const { value, evidence } = await work();
    tell({ report: { step: name, result: 'Passed', durationMs: since(start), evidence } });
    return value;
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { detail = titles[error.code].en, fix = '', evidence = '' } = error.details;
    tell({
      report: { step: name, result: 'Failed', durationMs: since(start), evidence: evidence === '' ? detail : `${detail}\n${evidence}`, code: error.code, fix },
    });
    throw new InspectionFailed({ code: error.code, message: detail, fix, evidence });
  }
}

function since(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
