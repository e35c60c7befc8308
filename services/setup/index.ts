export { type BootstrapOptions, bootstrap } from './bootstrap';
export { setupCode } from './code';
export { createFirstAdmin } from './create';
export { isSetUp } from './state';
