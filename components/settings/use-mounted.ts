'use client';
import { useSyncExternalStore } from 'react';

const never = (): (() => void) => () => {};

/** False on the server and while hydrating, true from then on: for what only the reader's browser knows, such as zone and theme. */
export function useMounted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
