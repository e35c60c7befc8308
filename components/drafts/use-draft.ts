'use client';
import { useState, useSyncExternalStore } from 'react';
import { api, segment } from '@/components/api';
import type { Draft } from '@/services/drafts/schemas';
import { DraftStore, type DraftView } from './draft-store';
import { saveDraft } from './queries';

/** The draft of the wizard: what it holds, and how to change it. */
export function useDraft(draft: Draft): DraftView & { update: DraftStore['update'] } {
  const [store] = useState(() => new DraftStore(draft, { save: saveDraft, get: (id) => api.get<Draft>(`/drafts/${segment(id)}`) }));
  const view = useSyncExternalStore(
    store.subscribe,
    () => store.view,
    () => store.view,
  );
  return { ...view, update: (changes) => store.update(changes) };
}
