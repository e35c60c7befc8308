export { getScaling } from './get';
export { predictedLoad } from './history';
export { type GatewayLoads, type LoadEntry, readLoads, recordLoad } from './loads';
export { replayScaling } from './replay';
export { type ScalingDecisionRow, scalingOf } from './schemas';
export { updateScaling } from './update';
export { scales, wantedInstances } from './wanted';
