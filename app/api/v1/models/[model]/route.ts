import { route } from '@/app/api/_http/route';
import { getModel, removeModel, updateModel } from '@/services/models';
import { ModelNameInput, ModelSchema, UpdateModelInput } from '@/services/models/schemas';

export const GET = route({
  method: 'GET',
  path: '/models/{model}',
  summary: 'Get a model',
  input: ModelNameInput,
  output: ModelSchema,
  handler: getModel,
});

export const PATCH = route({
  method: 'PATCH',
  path: '/models/{model}',
  summary: "Change a model's description or tags",
  input: UpdateModelInput,
  output: ModelSchema,
  handler: updateModel,
});

export const DELETE = route({
  method: 'DELETE',
  path: '/models/{model}',
  summary: 'Delete a model that no endpoint serves',
  input: ModelNameInput,
  handler: async (ctx, input) => {
    await removeModel(ctx, input);
    return new Response(null, { status: 204 });
  },
});
