export { createModel } from './create';
export { getModel } from './get';
export { listModels } from './list';
export { removeModel } from './remove';
export { updateModel } from './update';
