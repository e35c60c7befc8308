export { noteCountedUntil, usageAsOf } from './as-of';
export { closeNextDay } from './close-days';
export { toCsv } from './csv';
export { availability } from './entries';
export { costMicrosOf, currencyOf, getCosts, getUsage } from './get';
export { bootOf, type Ingested, type IngestTools, ingestSegment } from './ingest';
export type { Boot } from './pairing';
export { listUnsettledBoots, settleBoot } from './settle';
