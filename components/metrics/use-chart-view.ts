'use client';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { type ChartView, type RangeId, rangeIds } from './ranges';

const parsers = { range: parseAsStringLiteral(rangeIds), from: parseAsInteger, to: parseAsInteger };

export interface ChartViewState {
  readonly view: ChartView;
  /** Null while a marked window is shown. */
  readonly range: RangeId | null;
  setRange(range: RangeId): void;
  /** Shows a window marked in a chart, in ms since 1970; one step back in the browser undoes it. */
  zoom(from: number, to: number): void;
}

/** What all charts of a page look at, kept in the address, so that a shared link shows the same. */
export function useChartView(usual: RangeId = '1h'): ChartViewState {
  const [{ range, from, to }, set] = useQueryStates(parsers, { history: 'push' });
  return useMemo((): ChartViewState => {
    const fixed = from !== null && to !== null && from < to;
    return {
      view: fixed ? { from, to } : { range: range ?? usual },
      range: fixed ? null : (range ?? usual),
      setRange: (next) => void set({ range: next === usual ? null : next, from: null, to: null }),
      zoom: (start, end) => void set({ from: Math.round(start), to: Math.round(end) }),
    };
  }, [range, from, to, usual, set]);
}
