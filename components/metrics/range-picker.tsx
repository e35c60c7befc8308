'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Button } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { rangeIds } from './ranges';
import type { ChartViewState } from './use-chart-view';

/** Chooses what all charts of a page look at; a marked window shows its times and the way back. */
export function RangePicker({ state }: { state: ChartViewState }) {
  const t = useTranslations('metrics');
  const format = useFormat();
  const { view } = state;
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {'from' in view ? (
        <>
          <span className="tabular text-muted text-xs">{t('window', { from: format.time(view.from), to: format.time(view.to) })}</span>
          <Button size="small" onClick={() => state.setRange('1h')}>
            {t('resetWindow')}
          </Button>
        </>
      ) : null}
      <Segmented
        label={t('range')}
        value={state.range ?? ''}
        options={rangeIds.map((id) => ({ value: id, label: t(`rangeName.${id}`) }))}
        onChange={(next) => {
          if (next !== '') state.setRange(next);
        }}
      />
    </span>
  );
}
