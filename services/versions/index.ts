export { type AnswersDue, leaseAnswers, releaseAnswers, renewAnswers, settleAnswers } from './answers';
export {
  type CheckedVersion,
  type LeasedVersion,
  leaseVersion,
  planChecks,
  type RequestedVersion,
  recordCheck,
  referToFiles,
  releaseVersion,
  renewLease,
  settleVersion,
} from './check';
export { createVersion } from './create';
export { downloadVersion, type VersionDownload } from './download';
export { getVersion } from './get';
export { servedImages } from './images';
export { listVersions } from './list';
export { listVersionDeployments } from './list-deployments';
export { containerSteps, nativeSteps } from './schemas';
export { updateVersion } from './update';
