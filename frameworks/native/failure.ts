import { AppError, type ErrorCode, errorCodes } from '@/core/errors';
import { nativeWords } from '@/core/sentences/native';
import { wordsIn } from '@/core/sentences/stored';
import { InspectionAborted } from '../inspect/aborted';
import { failureOf } from '../inspect/inspect';
import type { InspectStep } from '../inspect/job';
import { NativeEnded, NativeError, type NativeTool } from './tool';

/**
 * Does something with a loaded model; whatever goes wrong comes out as the failure of a step.
 * @throws AppError with the code that fits, InspectionAborted
 */
export async function asFailure<T>(step: InspectStep, tool: NativeTool, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NativeError) throw refusal(step, error, tool);
    if (!(error instanceof NativeEnded)) throw error;
    const { ended } = error;
    if (ended.by === 'caller') throw new InspectionAborted();
    const failure = failureOf(step, ended, tool.limits);
    throw new AppError(known(failure.code) ?? 'MODEL_LOAD_FAILED', {
      detail: wordsIn(failure, 'message'),
      fix: wordsIn(failure, 'fix'),
      evidence: wordsIn(failure, 'evidence'),
    });
  }
}

/** What the model said itself, or a refusal that named its code. */
function refusal(step: InspectStep, error: NativeError, tool: NativeTool): AppError {
  const code = error.code === null ? null : known(error.code);
  if (code !== null) return new AppError(code, { detail: error.message === '' ? undefined : error.words, fix: error.fix, evidence: '' });
  const said = error.message;
  return new AppError(step === 'predict' ? 'MODEL_PREDICTION_FAILED' : 'MODEL_LOAD_FAILED', {
    detail: step === 'predict' ? nativeWords.noAnswer({ said }) : nativeWords.cannotLoad({ said }),
    fix: nativeWords.loadWhereMade(),
    evidence: tool.log.slice(-6).join('\n'),
  });
}

function known(code: string): ErrorCode | null {
  return code in errorCodes ? (code as ErrorCode) : null;
}
