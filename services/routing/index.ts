export { buildSnapshot } from './build-snapshot';
export { confirmRevision, forgetGateway, untilRouted } from './gateways';
export { readRoutingRevision, routingChannel } from './revision';
