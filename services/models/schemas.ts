import { z } from 'zod';
import { Name, Tags } from '../names';
import { isoTime, PageInput } from '../page';

export const CreateModelInput = z.object({ name: Name, description: z.string().max(2000).default(''), tags: Tags.default({}), project: z.string().optional() });
export type CreateModelInput = z.infer<typeof CreateModelInput>;
export const UpdateModelInput = z.object({
  model: Name,
  description: z.string().max(2000).optional(),
  tags: Tags.optional(),
  revision: z.number().int().optional(),
});
export const ModelNameInput = z.object({ model: Name });
export const ListModelsInput = PageInput.extend({ q: z.string().max(100).optional(), framework: z.string().optional(), stage: z.string().optional() });

export const ModelSchema = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  description: z.string(),
  tags: Tags,
  latestVersion: z.object({ number: z.number(), state: z.string(), stage: z.string(), framework: z.string().nullable(), sizeBytes: z.number() }).nullable(),
  versions: z.number(),
  /** Names of endpoints that serve a version of it. */
  endpoints: z.array(z.string()),
  createdBy: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
  revision: z.number(),
});
export type Model = z.infer<typeof ModelSchema>;
