export { createOrganization } from './create';
