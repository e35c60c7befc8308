import { join } from 'node:path';
import { type ContainerJob, examineContainer, placeImage, type UploadedFile } from '@/frameworks/container/examine';
import type { StepReport } from '@/frameworks/inspect/job';
import { containerSteps, type LeasedVersion, planChecks, referToFiles } from '@/services/versions';
import { digestOf, storeFiles } from './artifacts';
import type { CheckResources, Work } from './check-version';

/** Checks a container image and the model beside it. Its files are stored before anything of them is run. @throws InspectionFailed, InspectionAborted */
export async function checkContainer(resources: CheckResources, leased: LeasedVersion, work: Work, artifacts: readonly UploadedFile[]): Promise<void> {
  const { requested, model, number: version } = leased;
  const { folder, steps, found, signal } = work;
  const options = {
    onStep: (report: StepReport) => steps.add(report),
    signal,
    places: resources.containers,
    containers: resources.containers,
    ...(resources.limits === undefined ? {} : { limits: resources.limits }),
  };
  const files = join(folder, 'files');
  const job: ContainerJob = {
    artifacts,
    folder: files,
    owner: leased.id,
    wishes: requested.container ?? {},
    signature: requested.signature ?? {},
    model,
    version,
  };
  await planChecks(resources, leased, containerSteps);
  Object.assign(found, { framework: 'container' });
  const placed = await placeImage(job, options);
  const stored = await storeFiles(files, placed.files, resources.storage, (own) => referToFiles(resources, leased, own));
  const { image, entry } = placed;
  Object.assign(found, { frameworkVersion: image.name, format: image.format, entry, files: stored, digest: digestOf(stored) });
  const { container, ...run } = await examineContainer(job, placed, options);
  Object.assign(found, { ...run, native: container });
}
