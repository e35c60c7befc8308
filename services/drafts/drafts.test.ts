import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { createDraft, getDraft, listDrafts, removeDraft, updateDraft } from '.';
import { CreateDraftInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const make = () => createServingOrganization(db.database);

test('a draft is saved over the revision that was seen; of two tabs the second is told', async () => {
  const { admin } = await make();
  const draft = await createDraft(admin, { data: { step: 'source' } });
  expect(await updateDraft(admin, { id: draft.id, data: { step: 'upload' }, revision: 1 })).toMatchObject({ data: { step: 'upload' }, revision: 2 });
  await expect(updateDraft(admin, { id: draft.id, data: { step: 'late' }, revision: 1 })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  expect(await getDraft(admin, { id: draft.id })).toMatchObject({ data: { step: 'upload' }, revision: 2 });
  await removeDraft(admin, { id: draft.id });
  await expect(getDraft(admin, { id: draft.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('each lists their own; another organization has none', async () => {
  const [of, stranger] = [await make(), await make()];
  const bob = { ...of.admin, actor: { type: 'user' as const, id: 'usr_bob', name: 'Bob', sessionId: 'ses_bob' } };
  const mine = await createDraft(of.admin, { data: {} });
  await createDraft(bob, { data: {} });
  expect((await listDrafts(of.admin, { limit: 50 })).items.map((draft) => draft.id)).toEqual([mine.id]);
  expect((await listDrafts(stranger.admin, { limit: 50 })).items).toEqual([]);
  for (const call of [getDraft, removeDraft]) await expect(call(stranger.admin, { id: mine.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(updateDraft(stranger.admin, { id: mine.id, data: {}, revision: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(createDraft(of.as('models:Read'), { data: {} })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('a draft above 64 KiB is refused', () => {
  expect(CreateDraftInput.safeParse({ data: { text: 'x'.repeat(70_000) } }).success).toBe(false);
});
