import { join } from 'node:path';
import { inspectLimits } from '@/frameworks/inspect/inspect';
import type { NativeRead, StepReport } from '@/frameworks/inspect/job';
import { examineNative, nativeLimits } from '@/frameworks/native/examine';
import type { NativeJob } from '@/frameworks/native/job';
import { type LeasedVersion, nativeSteps, planChecks, referToFiles } from '@/services/versions';
import { digestOf, fetchDataSample, storeFiles } from './artifacts';
import type { CheckResources, Work } from './check-version';

/**
 * Checks a model of TensorFlow, scikit-learn or MXNet. Its own files are stored before any of them is loaded, what was converted beside them afterwards.
 * @throws InspectionFailed, InspectionAborted, Quarantined
 */
export async function checkNative(
  resources: CheckResources,
  leased: LeasedVersion,
  { folder, steps, found, signal }: Work,
  read: NativeRead & Pick<NativeJob, 'runtime'>,
): Promise<void> {
  const { requested, model, number: version } = leased;
  const { limits = inspectLimits, toolchains, containers, storage } = resources;
  const files = join(folder, 'files');
  await planChecks(resources, leased, nativeSteps);
  const { framework, format } = read.native;
  const own = await storeFiles(files, read.files, storage, (stored) => referToFiles(resources, leased, stored));
  Object.assign(found, { framework, format, files: own, digest: digestOf(own) });
  const examined = await examineNative(
    {
      found: read.native,
      folder: files,
      work: join(folder, 'work'),
      wishes: requested.signature ?? {},
      runtime: read.runtime,
      approved: requested.approved ?? [],
      model,
      version,
      sample: await fetchDataSample(leased.dataSample, join(folder, 'sample'), storage),
    },
    {
      onStep: (report: StepReport) => steps.add(report),
      signal,
      toolchains,
      containers,
      nativeLimits: nativeLimits(limits.memoryBytes),
      ...(resources.limits === undefined ? {} : { limits: resources.limits }),
    },
  );
  const { native, converted, added, frameworkVersion, ...run } = examined;
  if (converted === null) {
    Object.assign(found, { ...run, frameworkVersion, entry: native.entry, native });
    return;
  }
  const stored = await storeFiles(files, [...read.files, converted, ...added].sort(), storage, (all) => referToFiles(resources, leased, all));
  Object.assign(found, { ...run, frameworkVersion, entry: converted, format: 'onnx', files: stored, digest: digestOf(stored), native });
}
