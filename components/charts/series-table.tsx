'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { Series, SeriesRow } from './series';

/** A chart's figures, newest first. */
export function SeriesTable({
  label,
  series,
  rows,
  format,
}: {
  label: string;
  series: readonly Series[];
  rows: readonly SeriesRow[];
  format: (value: number) => string;
}) {
  const t = useTranslations('ui');
  const times = useFormat();
  return (
    <ScrollRegion label={label} className="h-full overflow-auto rounded-md border border-line">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-surface text-muted">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-left font-medium">
              {t('time')}
            </th>
            {series.map((one) => (
              <th key={one.name} scope="col" className="px-3 py-1.5 text-right font-medium">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => (
            <tr key={row.at} className="border-line border-t">
              <th scope="row" className="px-3 py-1 text-left font-normal text-muted">
                {times.time(row.at)}
              </th>
              {series.map((one) => {
                const value = row.values[one.name] ?? null;
                return (
                  <td key={one.name} className="px-3 py-1 text-right">
                    {value === null ? '–' : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
