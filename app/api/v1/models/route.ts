import { route } from '@/app/api/_http/route';
import { createModel, listModels } from '@/services/models';
import { CreateModelInput, ListModelsInput, ModelSchema } from '@/services/models/schemas';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/models',
  summary: 'Create a model',
  input: CreateModelInput,
  output: ModelSchema,
  status: 201,
  handler: createModel,
});

export const GET = route({
  method: 'GET',
  path: '/models',
  summary: 'List models',
  input: ListModelsInput,
  output: pageOf(ModelSchema),
  handler: listModels,
});
