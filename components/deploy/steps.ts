import type { DraftData } from '@/components/drafts/draft-data';

export const stepNames = ['source', 'upload', 'inspect', 'version', 'compute', 'release', 'review', 'deploy', 'predict'] as const;
export type StepName = (typeof stepNames)[number];

/** What of the outside decides how far one may go. */
export interface Progress {
  /** All files have arrived and are verified. */
  readonly uploaded: boolean;
  /** The version passed its checks. */
  readonly versionReady: boolean;
  readonly deployed: boolean;
}

/** The steps that a draft walks through: only files are uploaded. */
export function stepsOf(data: Pick<DraftData, 'source'>): readonly StepName[] {
  return stepNames.filter((step) => step !== 'upload' || data.source === 'files');
}

/** True when everything before `step` is there. Pure: links, buttons and the address ask it. */
export function canEnter(step: StepName, data: DraftData, progress: Progress): boolean {
  switch (step) {
    case 'source':
      return data.deployment === null;
    case 'upload':
      return data.deployment === null && data.source === 'files' && data.uploads.length > 0;
    case 'inspect':
      return data.deployment === null && (data.version !== null || isSourceComplete(data, progress));
    case 'version':
    case 'compute':
      return data.deployment === null && progress.versionReady;
    case 'release':
      return data.deployment === null && progress.versionReady && data.compute.instanceType !== '';
    case 'review':
      return data.deployment === null && progress.versionReady && data.compute.instanceType !== '' && data.release.endpoint !== '';
    case 'deploy':
      return data.deployment !== null;
    case 'predict':
      return data.deployment !== null && progress.deployed;
  }
}

function isSourceComplete(data: DraftData, progress: Progress): boolean {
  if (data.model === '') return false;
  if (data.source === 'files') return data.uploads.length > 0 && progress.uploaded;
  if (data.source === 's3') return data.s3Uri !== '';
  return data.source === 'sample' && data.sample !== null;
}

/** Where a draft that is opened again goes on: the farthest step that is open, but no further than what was decided. */
export function resumeAt(data: DraftData, progress: Progress): StepName {
  if (data.deployment !== null) return progress.deployed ? 'predict' : 'deploy';
  if (progress.versionReady) return data.compute.instanceType === '' ? 'version' : data.release.endpoint === '' ? 'release' : 'review';
  if (data.version !== null) return 'inspect';
  if (data.source === 'files' && data.uploads.length > 0) return 'upload';
  return data.source !== 'files' && isSourceComplete(data, progress) ? 'inspect' : 'source';
}
