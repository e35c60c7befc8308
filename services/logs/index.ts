export { getRequest } from './get';
export { listLogs } from './list';
export { beginMerge, endMerge, type MergeGroup, nextMergeGroup } from './merge';
export { idIndexKey } from './segment';
