export { createDraft } from './create';
export { getDraft } from './get';
export { listDrafts } from './list';
export { removeDraft } from './remove';
export { updateDraft } from './update';
