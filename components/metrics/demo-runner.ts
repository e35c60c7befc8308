'use client';
import { useSyncExternalStore } from 'react';
import type { DemoProgress } from '@/client/demo-traffic';
import { http } from '@/components/api';

export interface DemoState {
  readonly running: boolean;
  readonly progress: DemoProgress | null;
  readonly error: unknown;
}

const minutes = 5;
const redrawMs = 1_000;
let state: DemoState = { running: false, progress: null, error: null };
let abort: AbortController | null = null;
const listeners = new Set<() => void>();

function set(next: DemoState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Sends the demo traffic of `npx aimass demo traffic` from this tab; it goes on while one walks through the console, and ends with the tab. */
export async function startDemo(): Promise<void> {
  if (state.running) return;
  abort = new AbortController();
  set({ running: true, progress: null, error: null });
  let drawnAt = 0;
  try {
    const { runDemoTraffic } = await import('@/client/demo-traffic');
    const onProgress = (progress: DemoProgress): void => {
      if (Date.now() - drawnAt < redrawMs) return;
      drawnAt = Date.now();
      set({ running: true, progress, error: null });
    };
    const done = await runDemoTraffic({ http, baseUrl: '', minutes, signal: abort.signal, onProgress });
    set({ running: false, progress: done, error: null });
  } catch (error) {
    set({ ...state, running: false, error });
  }
}

export function stopDemo(): void {
  abort?.abort();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const current = (): DemoState => state;

export function useDemo(): DemoState {
  return useSyncExternalStore(subscribe, current, current);
}
