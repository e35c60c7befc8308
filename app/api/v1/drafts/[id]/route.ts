import { route } from '@/app/api/_http/route';
import { getDraft, removeDraft, updateDraft } from '@/services/drafts';
import { DraftIdInput, DraftSchema, UpdateDraftInput } from '@/services/drafts/schemas';

export const GET = route({
  method: 'GET',
  path: '/drafts/{id}',
  summary: 'Get a draft',
  input: DraftIdInput,
  output: DraftSchema,
  handler: getDraft,
});

export const PATCH = route({
  method: 'PATCH',
  path: '/drafts/{id}',
  summary: 'Save a draft over the revision you have seen',
  input: UpdateDraftInput,
  output: DraftSchema,
  handler: updateDraft,
});

export const DELETE = route({
  method: 'DELETE',
  path: '/drafts/{id}',
  summary: 'Remove a draft',
  input: DraftIdInput,
  handler: async (ctx, input) => {
    await removeDraft(ctx, input);
    return new Response(null, { status: 204 });
  },
});
