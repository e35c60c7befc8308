import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError, titles } from '@/core/errors';
import { dataSampleWords } from '@/core/sentences/data-samples';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import { InspectionAborted } from '@/frameworks/inspect/aborted';
import { answerSamples, inspectLimits } from '@/frameworks/inspect/inspect';
import type { Answered } from '@/frameworks/inspect/job';
import { InspectionFailed } from '@/frameworks/inspect/steps';
import { answerSamplesNatively } from '@/frameworks/native/answer';
import { nativeLimits } from '@/frameworks/native/examine';
import type { Reason } from '@/services/page';
import { type AnswersDue, releaseAnswers, renewAnswers, settleAnswers } from '@/services/versions';
import { fetchDataSample, fetchFiles } from './artifacts';
import { type CheckResources, renewMs, retryMs } from './check-version';

/**
 * A version that is Ready answers its sample in the words of a corrected signature, and the rows of its data sample, in the sandbox. What goes wrong with
 * the rows is the evaluation's result; the version stays Ready.
 */
export async function answerVersion(resources: CheckResources, due: AnswersDue, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const { log } = resources;
  const keep = (): void =>
    void renewAnswers(resources, due).then(
      (held) => !held && lost.abort(),
      (error: unknown) => log.warn({ err: error, versionId: due.id }, 'the lease of an evaluation could not be renewed'),
    );
  const renewal = setInterval(keep, renewMs);
  const folder = join(resources.folder, `${due.id}-answers`);
  try {
    await rm(folder, { recursive: true, force: true });
    const { response, evaluation } = await answer(resources, due, { folder, signal: AbortSignal.any([signal, lost.signal]) });
    const told = evaluation === null ? null : 'failed' in evaluation ? failed(evaluation.failed) : { state: 'Done' as const, ...evaluation };
    await settleAnswers(resources, due, { response, evaluation: told });
  } catch (error) {
    await settleFailure(resources, due, error);
  } finally {
    clearInterval(renewal);
    await rm(folder, { recursive: true, force: true });
  }
}

async function answer(resources: CheckResources, due: AnswersDue, { folder, signal }: { folder: string; signal: AbortSignal }): Promise<Answered> {
  const { storage, toolchains, containers, limits = inspectLimits } = resources;
  if (due.native?.framework === 'container')
    throw new AppError('STATE_CONFLICT', { detail: dataSampleWords.notForContainers(), fix: dataSampleWords.registerAnew() });
  const files = join(folder, 'files');
  await fetchFiles(due.files, files, storage);
  const sample = await fetchDataSample(due.dataSample, join(folder, 'sample'), storage);
  const { model, number: version, signature, request, native } = due;
  const job = { folder: files, signature, model, version, request, sample };
  const options = { signal, onStep: () => undefined, containers, ...(resources.limits === undefined ? {} : { limits: resources.limits }) };
  if (native === null) return answerSamples({ ...job, kind: 'answer', entry: due.entry }, options);
  return answerSamplesNatively({ ...job, native }, { ...options, toolchains, nativeLimits: nativeLimits(limits.memoryBytes), work: join(folder, 'work') });
}

async function settleFailure(resources: CheckResources, due: AnswersDue, error: unknown): Promise<void> {
  if (error instanceof InspectionAborted) return releaseAnswers(resources, due, 0);
  const names = { versionId: due.id, model: due.model, version: due.number };
  if (isAppError(error) && (error.code === 'STORAGE_UNREACHABLE' || error.code === 'DATABASE_UNREACHABLE')) {
    resources.log.warn({ err: error, ...names }, 'an evaluation waits for what cannot be reached');
    return releaseAnswers(resources, due, retryMs);
  }
  if (!(error instanceof InspectionFailed) && !isAppError(error)) resources.log.error({ err: error, ...names }, 'an evaluation failed by a fault of ours');
  await settleAnswers(resources, due, { response: null, evaluation: due.dataSample === null ? null : failed(reasonOf(error)) });
}

function failed(reason: Reason): { state: 'Failed'; reason: Reason } {
  return { state: 'Failed', reason };
}

function reasonOf(error: unknown): Reason {
  if (error instanceof InspectionFailed) return error.failure;
  if (isAppError(error)) {
    const { detail = titles[error.code].en, fix = '', evidence = '' } = error.details;
    return { code: error.code, ...inEnglish<Record<'message' | 'fix' | 'evidence', Words>>({ message: detail, fix, evidence }) };
  }
  return { code: 'INTERNAL', ...inEnglish({ message: dataSampleWords.failed(), fix: dataSampleWords.attachAgain() }), evidence: '' };
}
