import { describe, expect, test } from 'vitest';
import { ApiError } from '@/client/http';
import type { Draft } from '@/services/drafts/schemas';
import { readDraft } from './draft-data';
import { type DraftCalls, DraftStore } from './draft-store';

/** A server of one draft that keeps its revision as the real one does. */
class DraftServer implements DraftCalls {
  draft: Draft = { id: 'drf_1', data: {}, revision: 1, createdBy: 'ada', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };
  saves = 0;

  async save(_id: string, data: object, revision: number): Promise<Draft> {
    this.saves += 1;
    if (revision !== this.draft.revision) throw new ApiError(409, { code: 'REVISION_CONFLICT', detail: 'changed' });
    this.draft = { ...this.draft, data: data as Record<string, unknown>, revision: revision + 1 };
    return this.draft;
  }

  async get(): Promise<Draft> {
    return this.draft;
  }
}

describe('a draft', () => {
  test('shows a change at once and saves it', async () => {
    const server = new DraftServer();
    const store = new DraftStore(server.draft, server);
    const saved = store.update({ model: 'iris' });
    expect(store.view.data.model).toBe('iris');
    await saved;
    expect(server.draft.data.model).toBe('iris');
    expect(store.view.saving).toBe(false);
  });

  test('saves changes made in one go once', async () => {
    const server = new DraftServer();
    const store = new DraftStore(server.draft, server);
    await Promise.all([store.update({ model: 'a' }), store.update({ model: 'b' }), store.update({ description: 'c' })]);
    expect(server.saves).toBe(1);
    expect(server.draft.data).toMatchObject({ model: 'b', description: 'c' });
  });

  test('merges by field with what another tab saved', async () => {
    const server = new DraftServer();
    const one = new DraftStore(server.draft, server);
    const other = new DraftStore(server.draft, server);
    await one.update({ model: 'iris' });
    await other.update({ description: 'flowers' });
    expect(server.draft.data).toMatchObject({ model: 'iris', description: 'flowers' });
    expect(other.view.merged).toBe(true);
    expect(other.view.data.model).toBe('iris');
  });

  test('keeps what was typed when saving fails, and saves it with the next change', async () => {
    const server = new DraftServer();
    const calls: DraftCalls = { ...server, get: () => server.get(), save: async () => Promise.reject(new ApiError(0, { code: 'UNREACHABLE' })) };
    const store = new DraftStore(server.draft, calls);
    await store.update({ model: 'iris' });
    expect(store.view.error).toBeInstanceOf(ApiError);
    calls.save = (id, data, revision) => server.save(id, data, revision);
    await store.update({});
    expect(store.view.error).toBeNull();
    expect(server.draft.data.model).toBe('iris');
  });
});

test('a damaged draft still opens', () => {
  const data = readDraft({ source: 'nonsense', uploads: 'x', compute: { instances: 'many' }, release: null, version: 'three' });
  expect(data).toMatchObject({ source: 'files', uploads: [], version: null, release: { mode: 'new', endpoint: '' } });
  expect(data.compute.instances).toBe(1);
});
