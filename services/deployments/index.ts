export { cancelDeployment } from './cancel';
export { createDeployment } from './create';
export { getDeployment } from './get';
export { listDeployments } from './list';
export { rollbackEndpoint } from './rollback';
