'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { classNames } from '@/components/ui/class-names';
import type { Endpoint } from '@/services/endpoints/schemas';
import { sharesOf } from './traffic-bar';

type Variant = Endpoint['variants'][number];

/** The arms of the config that serves, with what they have and should have. */
export function VariantsTable({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const format = useFormat();
  const shares = new Map(sharesOf(endpoint.variants).map((share, i) => [endpoint.variants[i]?.name, share]));
  const columns: Column<Variant>[] = [
    { id: 'variant', header: t('runs.variant'), cell: (variant) => variant.name },
    {
      id: 'version',
      header: t('runs.version'),
      cell: (variant) => (
        <Link href={paths.version(variant.model, variant.version)} className="text-accent-text hover:underline">
          {`${variant.model}@${variant.version}`}
        </Link>
      ),
    },
    { id: 'weight', header: t('runs.weight'), align: 'right', cell: (variant) => shares.get(variant.name) ?? 0 },
    {
      id: 'replicas',
      header: t('runs.replicas'),
      align: 'right',
      cell: (variant) => (
        <span
          className={classNames(variant.readyReplicas - variant.unhealthyReplicas < variant.desiredReplicas && 'text-warn')}
        >{`${variant.readyReplicas} / ${variant.desiredReplicas}`}</span>
      ),
    },
    {
      id: 'instances',
      header: t('runs.instances'),
      align: 'right',
      from: 'md',
      cell: (variant) => `${variant.currentInstances} / ${variant.desiredInstances}`,
    },
    { id: 'type', header: t('runs.type'), from: 'lg', cell: (variant) => variant.instanceType },
    { id: 'concurrency', header: t('runs.concurrency'), align: 'right', from: 'lg', cell: (variant) => format.number(variant.concurrency) },
    { id: 'timeout', header: t('runs.timeout'), align: 'right', from: 'lg', cell: (variant) => format.number(variant.timeoutMs / 1_000, 2) },
  ];
  return (
    <SimpleTable
      label={t('runs.title')}
      columns={columns}
      rows={endpoint.variants}
      rowKey={(variant) => variant.name}
      empty={<p className="p-4 text-[13px] text-muted">{t('runs.empty')}</p>}
    />
  );
}
