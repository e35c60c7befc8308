export { type AnswersDue, leaseAnswers, releaseAnswers, renewAnswers, settleAnswers } from './answers';
export {
  type CheckedVersion,
  type LeasedVersion,
  leaseVersion,
  planNativeChecks,
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
export { listVersions } from './list';
export { listVersionDeployments } from './list-deployments';
export { updateVersion } from './update';
