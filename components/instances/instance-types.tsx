'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { InstanceType } from '@/services/instances/schemas';
import { instanceTypesQuery } from './queries';

/** What the fleet offers, with its price and whether one could start now. */
export function InstanceTypes() {
  const t = useTranslations('instances.types');
  const format = useFormat();
  const say = useSentence();
  const types = useQuery(instanceTypesQuery());
  const columns: Column<InstanceType>[] = [
    { id: 'name', header: t('name'), cell: (type) => <span className="font-medium">{type.name}</span> },
    { id: 'cpus', header: t('cpus'), align: 'right', cell: (type) => format.number(type.cpus, 2) },
    { id: 'memory', header: t('memory'), align: 'right', cell: (type) => format.bytes(type.memoryBytes) },
    { id: 'replicas', header: t('replicas'), align: 'right', from: 'md', cell: (type) => format.number(type.replicasMax) },
    { id: 'price', header: t('price'), align: 'right', cell: (type) => format.money(type.priceMicrosPerHour, type.currency) },
    {
      id: 'now',
      header: t('now'),
      from: 'md',
      cell: (type) => (type.available ? t('yes') : <span title={say(type, 'reason')}>{`${t('no')}: ${say(type, 'reason')}`}</span>),
    },
  ];
  return (
    <Section title={t('title')} description={t('intro')} flush>
      {types.error === null ? null : <ErrorPanel error={types.error} onRetry={() => void types.refetch()} />}
      {types.data === undefined ? (
        <div className="p-4">{types.error === null ? <SkeletonLines label={t('title')} /> : null}</div>
      ) : (
        <SimpleTable label={t('title')} columns={columns} rows={types.data.items} rowKey={(type) => type.name} empty={null} />
      )}
    </Section>
  );
}
