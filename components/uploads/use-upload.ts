'use client';
import { useSyncExternalStore } from 'react';
import type { UploadTask, UploadView } from './upload-task';

const nothing = (): (() => void) => () => undefined;

/** The live view of an upload of this tab; null when the tab has none (after a reload). */
export function useUpload(task: UploadTask | null): UploadView | null {
  return useSyncExternalStore(
    task?.subscribe ?? nothing,
    () => task?.view ?? null,
    () => null,
  );
}
