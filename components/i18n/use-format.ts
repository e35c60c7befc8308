'use client';
import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import * as format from './format';
import { type Locale, languageTag } from './locale';

/** The formatters of `format.ts` bound to the reader's language and zone. */
export function useFormat() {
  const locale = useLocale() as Locale;
  return useMemo(() => {
    const tag = languageTag[locale];
    return {
      number: (value: number, digits?: number) => format.formatNumber(tag, value, digits),
      fixed: (value: number, digits: number) => format.formatFixed(tag, value, digits),
      compact: (value: number) => format.formatCompact(tag, value),
      percent: (fraction: number, digits?: number) => format.formatPercent(tag, fraction, digits),
      bytes: (bytes: number) => format.formatBytes(tag, bytes),
      ms: (ms: number) => format.formatMs(tag, ms),
      duration: (ms: number) => format.formatDuration(ms),
      money: (amountMicros: number, currency: string, exact?: boolean) => format.formatMoney(tag, amountMicros, currency, exact),
      time: (at: number | string) => format.formatTime(tag, new Date(at).getTime(), Date.now()),
      timeLong: (at: number | string) => format.formatTimeLong(tag, new Date(at).getTime()),
      relative: (at: number | string) => format.formatRelative(tag, new Date(at).getTime(), Date.now()),
    };
  }, [locale]);
}
