export { checkFleet } from './fleet';
export { getStatus, type StatusOptions } from './get';
