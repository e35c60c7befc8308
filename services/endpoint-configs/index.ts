export { createEndpointConfig } from './create';
export { getEndpointConfig } from './get';
export { listEndpointConfigs } from './list';
