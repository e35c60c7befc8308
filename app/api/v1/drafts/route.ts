import { route } from '@/app/api/_http/route';
import { createDraft, listDrafts } from '@/services/drafts';
import { CreateDraftInput, DraftSchema, ListDraftsInput } from '@/services/drafts/schemas';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/drafts',
  summary: "Save a wizard's state for the first time",
  input: CreateDraftInput,
  output: DraftSchema,
  status: 201,
  handler: createDraft,
});

export const GET = route({
  method: 'GET',
  path: '/drafts',
  summary: 'List your own drafts',
  input: ListDraftsInput,
  output: pageOf(DraftSchema),
  handler: listDrafts,
});
