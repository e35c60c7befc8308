'use client';
import { parseAsString, useQueryState, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';

export interface TableState {
  /** `name` ascending, `-name` descending; '' = the server's order. */
  readonly sort: string;
  readonly cursor: string;
  setSort(sort: string): void;
  /** '' = the first page. */
  setCursor(cursor: string): void;
}

/** Sort and page of one table, kept in the address, so that a reload or a shared link shows the same. @param prefix parts several tables of one page */
export function useTableState(prefix = ''): TableState {
  const [sort, setSortState] = useQueryState(`${prefix}sort`, parseAsString.withDefault(''));
  const [cursor, setCursorState] = useQueryState(`${prefix}cursor`, parseAsString.withDefault('').withOptions({ history: 'push', scroll: true }));
  const setSort = useCallback(
    (next: string) => {
      void setSortState(next === '' ? null : next);
      void setCursorState(null, { history: 'replace' });
    },
    [setSortState, setCursorState],
  );
  const setCursor = useCallback((next: string) => void setCursorState(next === '' ? null : next), [setCursorState]);
  return useMemo(() => ({ sort, cursor, setSort, setCursor }), [sort, cursor, setSort, setCursor]);
}

/**
 * The filters of a list, kept in the address; changing one goes back to the first page.
 * @param names query parameters, such as `q`, `framework`; must be the same array on every render
 */
export function useFilter<Name extends string>(names: readonly Name[]): [Record<Name, string>, (changes: Partial<Record<Name, string>>) => void, boolean] {
  const parsers = useMemo(
    () =>
      Object.fromEntries([...names, 'cursor'].map((name) => [name, parseAsString.withDefault('')])) as Record<
        Name | 'cursor',
        ReturnType<typeof parseAsString.withDefault>
      >,
    [names],
  );
  const [state, setState] = useQueryStates(parsers, { history: 'replace' });
  const values = state as Record<Name, string>;
  const set = useCallback(
    (changes: Partial<Record<Name, string>>) => {
      const next = Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value === '' ? null : value]));
      void setState({ ...next, cursor: null } as Parameters<typeof setState>[0]);
    },
    [setState],
  );
  return [values, set, names.some((name) => values[name] !== '')];
}
