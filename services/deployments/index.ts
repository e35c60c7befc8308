export { cancelDeployment } from './cancel';
export { createDeployment } from './create';
export { getDeploymentFigures } from './figures';
export { getDeployment } from './get';
export { listDeployments } from './list';
export { promoteDeployment } from './promote';
export { rollbackEndpoint } from './rollback';
