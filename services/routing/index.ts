export { buildSnapshot } from './build-snapshot';
export { readRoutingRevision, routingChannel } from './revision';
