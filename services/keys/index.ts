export { authenticateKey } from './authenticate';
export { createKey } from './create';
export { getKey } from './get';
export { listKeys } from './list';
export { revokeKey } from './revoke';
