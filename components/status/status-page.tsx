'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { Page } from '@/components/layout/page';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Status } from '@/services/status/schemas';
import { statusQuery } from './queries';
import { worstOf } from './worst';

const tones = { ok: 'ok', degraded: 'warn', down: 'bad' } as const;

/** How each part of the installation is. It needs no database; when even the API is silent it says from when its figures are. */
export function StatusPage() {
  const t = useTranslations('status');
  const format = useFormat();
  const status = useQuery(statusQuery());
  const { data, error } = status;
  const worst = data === undefined ? null : worstOf(data.components);
  const isDatabaseDown = data?.components.some((component) => component.name === 'database' && component.state === 'down') === true;
  return (
    <Page title={t('title')} description={t('intro')}>
      {error === null ? null : (
        <>
          <Notice tone="bad" role="alert" title={data === undefined ? t('unreachableEmpty') : t('unreachable', { time: format.time(status.dataUpdatedAt) })} />
          <ErrorPanel error={error} onRetry={() => void status.refetch()} />
        </>
      )}
      {data === undefined ? (
        error === null ? (
          <SkeletonLines label={t('title')} lines={7} />
        ) : null
      ) : (
        <>
          {worst === null || error !== null ? null : (
            <Notice tone={tones[worst]} role="status" title={t(`all.${worst}`)}>
              {isDatabaseDown ? t('databaseDown') : null}
            </Notice>
          )}
          <Section flush>
            <Components components={data.components} />
          </Section>
          <p className="text-muted text-xs">{t('version', { version: data.version })}</p>
        </>
      )}
    </Page>
  );
}

type Component = Status['components'][number];

function Components({ components }: { components: readonly Component[] }) {
  const t = useTranslations('status');
  const say = useSentence();
  const columns: Column<Component>[] = [
    {
      id: 'part',
      header: t('part'),
      cell: (component) => (
        <span>
          <span className="font-medium">{t(`component.${component.name}`)}</span>
          <span className="hidden text-muted sm:inline"> · {t(`what.${component.name}`)}</span>
        </span>
      ),
    },
    { id: 'state', header: t('stateColumn'), cell: (component) => <StateBadge state={component.state} /> },
    { id: 'detail', header: t('detail'), from: 'md', className: 'whitespace-normal', cell: (component) => say(component, 'detail') },
    { id: 'checked', header: t('checkedColumn'), from: 'lg', cell: (component) => <Time at={component.checkedAt} /> },
  ];
  return <SimpleTable label={t('title')} columns={columns} rows={components} rowKey={(component) => component.name} empty={null} />;
}
