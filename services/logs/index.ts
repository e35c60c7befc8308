export { getRequest } from './get';
export { listLogs } from './list';
export { idIndexKey } from './segment';
