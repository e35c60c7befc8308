import { ApiError } from '@/client/http';
import type { Draft } from '@/services/drafts/schemas';
import { type DraftData, readDraft } from './draft-data';

export interface DraftView {
  readonly data: DraftData;
  readonly saving: boolean;
  /** Another tab changed the draft; its changes were taken over, ours kept where both changed the same. */
  readonly merged: boolean;
  readonly error: unknown;
}

export interface DraftCalls {
  save(id: string, data: DraftData, revision: number): Promise<Draft>;
  get(id: string): Promise<Draft>;
}

/** One draft as the wizard sees it: changes show at once and are saved one after another; a clash is merged by field. */
export class DraftStore {
  view: DraftView;
  readonly #id: string;
  readonly #calls: DraftCalls;
  readonly #listeners = new Set<() => void>();
  #revision: number;
  #changes: Partial<DraftData> = {};
  #running: Promise<void> | null = null;

  constructor(draft: Draft, calls: DraftCalls) {
    this.#id = draft.id;
    this.#calls = calls;
    this.#revision = draft.revision;
    this.view = { data: readDraft(draft.data), saving: false, merged: false, error: null };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows the changes at once and saves them. @returns when they are saved, or have failed (then `view.error` says why) */
  update(changes: Partial<DraftData>): Promise<void> {
    this.#changes = { ...this.#changes, ...changes };
    this.#set({ data: { ...this.view.data, ...changes } });
    this.#running ??= this.#saveAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #saveAll(): Promise<void> {
    await Promise.resolve(); // changes made in one go are saved in one go
    while (Object.keys(this.#changes).length > 0) {
      const changes = this.#changes;
      this.#changes = {};
      this.#set({ saving: true, error: null });
      try {
        await this.#save(changes);
      } catch (error) {
        this.#changes = { ...changes, ...this.#changes };
        this.#set({ saving: false, error });
        return;
      }
    }
    this.#set({ saving: false });
  }

  async #save(changes: Partial<DraftData>): Promise<void> {
    try {
      this.#revision = (await this.#calls.save(this.#id, this.view.data, this.#revision)).revision;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'REVISION_CONFLICT') throw error;
      const theirs = await this.#calls.get(this.#id);
      this.#revision = theirs.revision;
      this.#set({ merged: true, data: { ...readDraft(theirs.data), ...changes, ...this.#changes } });
      await this.#save(changes);
    }
  }

  #set(changes: Partial<DraftView>): void {
    this.view = { ...this.view, ...changes };
    for (const listener of this.#listeners) listener();
  }
}
