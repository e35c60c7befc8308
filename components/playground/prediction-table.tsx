'use client';
import { useTranslations } from 'next-intl';
import { ScrollRegion } from '@/components/ui/scroll-region';

/** Predictions as a table, one row each; nested parts become columns of their own. */
export function PredictionTable({ predictions }: { predictions: readonly Record<string, unknown>[] }) {
  const t = useTranslations('playground');
  const rows = predictions.slice(0, 1_000).map(flat);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 40);
  return (
    <ScrollRegion label={t('output')} className="max-h-96 overflow-auto rounded-md border border-line">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-surface text-muted">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              #
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="whitespace-nowrap px-3 py-1.5 text-right font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className="border-line border-t">
              <th scope="row" className="px-3 py-1 text-right font-normal text-muted">
                {i + 1}
              </th>
              {columns.map((column) => (
                <td key={column} className="whitespace-nowrap px-3 py-1 text-right">
                  {row[column] ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function flat(prediction: Record<string, unknown>): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(prediction)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, one] of Object.entries(value)) cells[`${name}.${inner}`] = text(one);
    } else if (Array.isArray(value) && value.length <= 16) {
      value.forEach((one: unknown, i) => {
        cells[`${name}[${i}]`] = text(one);
      });
    } else cells[name] = text(value);
  }
  return cells;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
