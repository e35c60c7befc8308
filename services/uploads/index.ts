export { completeUpload } from './complete';
export { createUpload } from './create';
export { expireUploads } from './expire';
export { finishUpload } from './finish';
export { getUpload } from './get';
export { listUploads } from './list';
export { removeUpload } from './remove';
export { resumeVerifying, type UploadJob } from './resume-verifying';
