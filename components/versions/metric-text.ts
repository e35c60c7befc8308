'use client';
import { useCallback } from 'react';
import { useFormat } from '@/components/i18n/use-format';

const shares = ['accuracy', 'precision', 'recall'];

/** A figure as people read it: shares in percent, others with four digits that count. */
export function useMetricText(): (name: string, value: unknown) => string {
  const format = useFormat();
  return useCallback(
    (name, value) => {
      if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
      if (shares.includes(name) && value >= 0 && value <= 1) return format.percent(value, 1);
      return Number.isInteger(value) ? format.number(value) : String(Number(value.toPrecision(4)));
    },
    [format],
  );
}
