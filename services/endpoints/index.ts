export { createEndpoint } from './create';
export { getEndpoint } from './get';
export { listEndpoints } from './list';
export { toEndpoint } from './present';
export { removeEndpoint } from './remove';
export { startEndpoint } from './start';
export { stopEndpoint } from './stop';
export { updateWeights } from './update-weights';
