export { listPrices } from './list';
export type { Price } from './present';
export { seedPrices } from './seed';
export { setPrice } from './set';
