'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, Server } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useNow } from '@/components/deployments/use-now';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { ButtonLink, IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { StateBadge } from '@/components/ui/state-badge';
import type { Instance } from '@/services/instances/schemas';
import { instanceTypesQuery } from './queries';
import { ReplicaTable } from './replica-table';
import { shortId } from './short-id';
import { UsageBar } from './usage-bar';

/** Instances, each of which opens to its replicas. */
export function InstanceTable({ instances }: { instances: readonly Instance[] }) {
  const t = useTranslations('instances');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => setOpen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  const columns = useInstanceColumns(open, toggle);
  return (
    <SimpleTable
      label={t('title')}
      columns={columns}
      rows={instances}
      rowKey={(instance) => instance.id}
      below={(instance) => (open.has(instance.id) ? <ReplicaTable instance={instance} /> : null)}
      empty={
        <EmptyState
          icon={<Server aria-hidden className="size-5" />}
          title={t('empty.title')}
          actions={
            <Allowed action="endpoints:Deploy">
              <ButtonLink href={paths.newDeploy()}>{t('empty.deploy')}</ButtonLink>
            </Allowed>
          }
        >
          {t('empty.text')}
        </EmptyState>
      }
    />
  );
}

function useInstanceColumns(open: ReadonlySet<string>, toggle: (id: string) => void): Column<Instance>[] {
  const t = useTranslations('instances');
  const format = useFormat();
  const now = useNow(true, 10_000);
  const types = useQuery(instanceTypesQuery()).data?.items;
  const sizeOf = (instance: Instance) => types?.find((type) => type.name === instance.instanceType);
  return [
    {
      id: 'instance',
      header: t('column.instance'),
      cell: (instance) => <InstanceName instance={instance} isOpen={open.has(instance.id)} onToggle={() => toggle(instance.id)} />,
    },
    { id: 'state', header: t('column.state'), cell: (instance) => <StateBadge state={instance.state} /> },
    {
      id: 'endpoint',
      header: t('column.endpoint'),
      cell: (instance) => (
        <Link href={paths.endpoint(instance.endpoint)} className="text-accent-text hover:underline">
          {instance.endpoint}
        </Link>
      ),
    },
    { id: 'type', header: t('column.type'), from: 'lg', cell: (instance) => instance.instanceType },
    {
      id: 'cpu',
      header: t('column.cpu'),
      align: 'right',
      from: 'md',
      cell: (instance) => <UsageBar share={instance.cpuPercent / 100 / (sizeOf(instance)?.cpus ?? 1)}>{format.number(instance.cpuPercent, 1)}</UsageBar>,
    },
    {
      id: 'memory',
      header: t('column.memory'),
      align: 'right',
      from: 'md',
      cell: (instance) => (
        <UsageBar share={instance.memoryBytes / (sizeOf(instance)?.memoryBytes ?? Number.POSITIVE_INFINITY)}>{format.bytes(instance.memoryBytes)}</UsageBar>
      ),
    },
    {
      id: 'replicas',
      header: t('column.replicas'),
      align: 'right',
      cell: (instance) => t('of', { used: instance.replicas.filter((replica) => replica.state === 'Ready').length, all: instance.replicas.length }),
    },
    { id: 'age', header: t('column.age'), align: 'right', from: 'lg', cell: (instance) => format.duration(now - Date.parse(instance.createdAt)) },
    { id: 'price', header: t('column.price'), align: 'right', from: 'lg', cell: (instance) => format.money(instance.priceMicrosPerHour, instance.currency) },
  ];
}

function InstanceName({ instance, isOpen, onToggle }: { instance: Instance; isOpen: boolean; onToggle: () => void }) {
  const t = useTranslations('instances');
  const name = shortId(instance.id);
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className="inline-flex items-center gap-1">
      <IconButton label={t(isOpen ? 'hide' : 'show', { instance: name })} aria-expanded={isOpen} onClick={onToggle} className="size-6">
        <Icon aria-hidden className="size-3.5" />
      </IconButton>
      <code className="text-xs" title={`${instance.id} · ${t('provider')} ${instance.provider}`}>
        {name}
      </code>
    </span>
  );
}
