export { insertAccessKey } from './create';
export { openSecret } from './seal';
