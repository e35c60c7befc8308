import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@/core/clock';
import { isAppError, titles } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inspectionWords } from '@/core/sentences/inspection';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import { findImage } from '@/frameworks/container/examine';
import { InspectionAborted } from '@/frameworks/inspect/aborted';
import { inspectFiles, inspectModel } from '@/frameworks/inspect/inspect';
import type { StepReport } from '@/frameworks/inspect/job';
import { InspectionFailed } from '@/frameworks/inspect/steps';
import type { ProcessLimits } from '@/frameworks/limited-process';
import { Quarantined } from '@/frameworks/native/verdict';
import type { ToolchainPlaces } from '@/frameworks/toolchains';
import type { Database } from '@/prisma/client';
import type { ContainerPlaces } from '@/providers/containers/engine';
import { type CheckedVersion, type LeasedVersion, referToFiles, releaseVersion, renewLease, settleVersion } from '@/services/versions';
import { type ArtifactSources, digestOf, fetchArtifacts, storeFiles } from './artifacts';
import { checkContainer } from './check-container';
import { checkNative } from './check-native';
import { StepLog } from './step-log';

export const renewMs = 10_000;
export const retryMs = 5_000;

export interface CheckResources extends ArtifactSources {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Folder of the files under inspection; each version has its own below it. */
  readonly folder: string;
  readonly limits?: ProcessLimits | undefined;
  readonly toolchains: ToolchainPlaces;
  readonly containers: ContainerPlaces;
}

/**
 * Checks one leased version from its files to an answered sample, telling of each step as it goes. It ends `Ready` or `Failed`; a process that is told to
 * stop, or a storage that cannot be reached, gives the version back for another try.
 */
export async function checkVersion(resources: CheckResources, leased: LeasedVersion, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const renewal = setInterval(() => void renewLease(resources, leased).then((held) => !held && lost.abort(), logRenewal(resources, leased)), renewMs);
  const steps = new StepLog(resources, leased, () => lost.abort());
  const folder = join(resources.folder, leased.id);
  const found: { -readonly [Key in keyof CheckedVersion]?: CheckedVersion[Key] } = {};
  try {
    await rm(folder, { recursive: true, force: true });
    await inspect(resources, leased, { folder, steps, found, signal: AbortSignal.any([signal, lost.signal]) });
    await steps.written();
    await settleVersion(resources, leased, { ...found, checks: steps.all, reason: null });
  } catch (error) {
    await steps.written();
    await settleFailure(resources, leased, { steps, found, error });
  } finally {
    clearInterval(renewal);
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Work {
  readonly folder: string;
  readonly steps: StepLog;
  /** Filled as far as it comes, so that a failed version shows what was found. */
  readonly found: { -readonly [Key in keyof CheckedVersion]?: CheckedVersion[Key] };
  readonly signal: AbortSignal;
}

async function inspect(resources: CheckResources, leased: LeasedVersion, { folder, steps, found, signal }: Work): Promise<void> {
  const { requested, model, number } = leased;
  const files = join(folder, 'files');
  const { containers } = resources;
  const options = {
    onStep: (report: StepReport) => steps.add(report),
    signal,
    containers,
    ...(resources.limits === undefined ? {} : { limits: resources.limits }),
  };
  steps.add({ step: 'unpack', result: 'Running', durationMs: null, evidence: '' });
  const artifacts = await fetchArtifacts(requested, join(folder, 'artifacts'), resources);
  await mkdir(files, { recursive: true, mode: 0o700 });
  const { runtime } = requested;
  if (runtime === 'container' || (runtime === 'auto' && (await findImage(artifacts)) !== null)) {
    return checkContainer(resources, leased, { folder, steps, found, signal }, artifacts);
  }
  const wishes = requested.signature ?? {};
  const read = await inspectFiles({ kind: 'read', artifacts, folder: files, framework: requested.framework ?? null, wishes }, options);
  if (read.kind === 'native') return checkNative(resources, leased, { folder, steps, found, signal }, { ...read, runtime });
  const { entry, framework, frameworkVersion, format, draft } = read;
  const stored = await storeFiles(files, read.files, resources.storage, (found) => referToFiles(resources, leased, found));
  Object.assign(found, { entry, framework, frameworkVersion, format, files: stored, digest: digestOf(stored), description: draft.description });
  const run = await inspectModel({ kind: 'run', folder: files, entry, draft, model, version: number }, options);
  Object.assign(found, run);
}

interface Ending {
  readonly steps: StepLog;
  readonly found: Partial<CheckedVersion>;
  readonly error: unknown;
}

async function settleFailure(resources: CheckResources, leased: LeasedVersion, { steps, found, error }: Ending): Promise<void> {
  const { log } = resources;
  const names = { versionId: leased.id, model: leased.model, version: leased.number };
  if (error instanceof InspectionAborted) return releaseVersion(resources, leased, 0);
  if (error instanceof InspectionFailed) return settleVersion(resources, leased, { ...found, checks: steps.all, reason: error.failure });
  if (error instanceof Quarantined) return quarantine(resources, leased, { steps, found, error });
  if (!isAppError(error)) {
    log.error({ err: error, ...names }, 'a check failed by a fault of ours');
    const message = inspectionWords.serverFailed();
    steps.add(failedStep(steps.at, message, 'INTERNAL', inspectionWords.registerAgainOrRead()));
    await steps.written();
    const reason = { code: 'INTERNAL', ...inEnglish({ message, fix: inspectionWords.registerAgain() }), evidence: '' };
    return settleVersion(resources, leased, { ...found, checks: steps.all, reason });
  }
  const { detail = titles[error.code].en, fix = '', evidence = '' } = error.details;
  if (error.code === 'STORAGE_UNREACHABLE' || error.code === 'DATABASE_UNREACHABLE') {
    log.warn({ err: error, ...names }, 'a check waits for what cannot be reached');
    steps.add({ step: steps.at, result: 'Running', durationMs: null, ...inEnglish({ evidence: inspectionWords.triedAgain({ what: detail }) }) });
    await steps.written();
    return releaseVersion(resources, leased, retryMs);
  }
  steps.add(failedStep(steps.at, evidence === '' ? detail : inspectionWords.quoted({ what: detail, lines: evidence }), error.code, fix));
  await steps.written();
  return settleVersion(resources, leased, { ...found, checks: steps.all, reason: { code: error.code, ...inEnglish({ message: detail, fix, evidence }) } });
}

/** Nothing of it was loaded; a person with the right may let it be. */
async function quarantine(resources: CheckResources, leased: LeasedVersion, { steps, found, error }: Ending & { error: Quarantined }): Promise<void> {
  const evidence = error.findings.map(({ module, name }) => `${module}.${name}`).join('\n');
  steps.add(failedStep(steps.at, inspectionWords.quoted({ what: error.sentence, lines: evidence }), 'MODEL_QUARANTINED', nativeWords.reviewIt()));
  await steps.written();
  const reason = { code: 'MODEL_QUARANTINED', ...inEnglish({ message: error.sentence, fix: nativeWords.reviewIt() }), evidence };
  return settleVersion(resources, leased, { ...found, checks: steps.all, reason, findings: error.findings });
}

function failedStep(step: StepReport['step'], evidence: Words, code: string, fix: Words): StepReport {
  return { step, result: 'Failed', durationMs: null, code, ...inEnglish({ evidence, fix }) };
}

function logRenewal({ log }: CheckResources, leased: LeasedVersion): (error: unknown) => void {
  return (error) => log.warn({ err: error, versionId: leased.id }, 'the lease of a check could not be renewed');
}
