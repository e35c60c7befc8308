export { type FleetOffers, fleetOf } from './fleet';
export { getFleet } from './get-fleet';
export { listInstances } from './list';
export { listInstanceTypes } from './list-types';
export { type InstancePrice, instancePrices } from './prices';
