export { getEndpointMetrics, getOrganizationMetrics } from './get';
export { listEndpointFigures } from './list-figures';
export { getOverview } from './overview';
export { metricSteps } from './range';
export { readDeploymentFigures } from './read-requests';
export { type GaugeName, type GaugeRow, recordGauges } from './record-gauges';
