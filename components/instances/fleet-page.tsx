'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Figure, Figures, Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { Instance } from '@/services/instances/schemas';
import { FleetCheck } from './fleet-check';
import { InstanceTable } from './instance-table';
import { InstanceTypes } from './instance-types';
import { instancesQuery } from './queries';

/** Instances that are there now, what they run and what they cost. */
export function FleetPage() {
  const t = useTranslations('instances');
  useLiveTopic('instances,endpoints');
  const instances = useQuery(instancesQuery({ limit: 200 }));
  return (
    <Page title={t('title')} description={t('intro')}>
      {instances.error === null ? null : <ErrorPanel error={instances.error} onRetry={() => void instances.refetch()} />}
      {instances.data === undefined ? (
        instances.error === null ? (
          <SkeletonLines label={t('title')} lines={6} />
        ) : null
      ) : (
        <>
          {instances.data.items.length === 0 ? null : <FleetFigures instances={instances.data.items} />}
          <Section flush>
            <InstanceTable instances={instances.data.items} />
          </Section>
        </>
      )}
      <InstanceTypes />
      <FleetCheck />
    </Page>
  );
}

function FleetFigures({ instances }: { instances: readonly Instance[] }) {
  const t = useTranslations('instances');
  const format = useFormat();
  const replicas = instances.flatMap((instance) => instance.replicas);
  const perHour = instances.reduce((sum, instance) => sum + instance.priceMicrosPerHour, 0);
  const inService = instances.filter((instance) => instance.state === 'InService').length;
  const ready = replicas.filter((replica) => replica.state === 'Ready').length;
  return (
    <Figures label={t('title')}>
      <Figure label={t('tile.instances')} value={format.number(instances.length)} hint={t('tile.inService', { count: inService })} />
      <Figure label={t('tile.replicas')} value={format.number(replicas.length)} hint={t('tile.ready', { count: ready })} />
      <Figure label={t('column.memory')} value={format.bytes(instances.reduce((sum, instance) => sum + instance.memoryBytes, 0))} hint=" " />
      <Figure label={t('tile.price')} value={format.money(perHour, instances[0]?.currency ?? 'USD')} hint={t('tile.perHour')} />
    </Figures>
  );
}
