'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { Allowed } from '@/components/sessions/allowed';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { PriceDialog } from './price-dialog';
import { type Price, pricesQuery } from './queries';

/** The prices in force, each with the way to change it. */
export function PriceBook() {
  const t = useTranslations('prices');
  const format = useFormat();
  const prices = useQuery(pricesQuery());
  const [edited, setEdited] = useState<Price | null>(null);
  const item = (price: Price): string => (price.item === '*' ? t('any') : price.item);
  const columns: Column<Price>[] = [
    { id: 'kind', header: t('column.kind'), cell: (price) => t(`kind.${price.kind}`) },
    { id: 'item', header: t('column.item'), cell: item },
    { id: 'price', header: t('column.price'), align: 'right', cell: (price) => format.money(price.amountMicros, price.currency) },
    { id: 'since', header: t('column.since'), from: 'md', cell: (price) => <Time at={price.effectiveFrom} /> },
    {
      id: 'edit',
      header: t('edit'),
      align: 'right',
      cell: (price) => (
        <Allowed action="prices:Update">
          <Button size="small" aria-label={t('editOf', { item: `${t(`kind.${price.kind}`)} ${item(price)}` })} onClick={() => setEdited(price)}>
            {t('edit')}
          </Button>
        </Allowed>
      ),
    },
  ];
  return (
    <Section title={t('title')} description={t('intro')} flush>
      {prices.error === null ? null : <ErrorPanel error={prices.error} onRetry={() => void prices.refetch()} />}
      {prices.data === undefined ? (
        <div className="p-4">{prices.error === null ? <SkeletonLines label={t('title')} /> : null}</div>
      ) : (
        <SimpleTable
          label={t('title')}
          columns={columns}
          rows={prices.data.items}
          rowKey={(price) => price.id}
          empty={<p className="p-4 text-[13px] text-muted">{t('empty')}</p>}
        />
      )}
      {edited === null ? null : <PriceDialog price={edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}
