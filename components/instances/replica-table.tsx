'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { paths } from '@/components/paths';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { StateBadge } from '@/components/ui/state-badge';
import type { Instance } from '@/services/instances/schemas';
import { ReplicaHealth } from './replica-health';
import { shortId } from './short-id';

type Replica = Instance['replicas'][number];

/** The replicas of one instance, with why one is not ready. */
export function ReplicaTable({ instance }: { instance: Instance }) {
  const t = useTranslations('instances.replica');
  const format = useFormat();
  const say = useSentence();
  const columns: Column<Replica>[] = [
    {
      id: 'id',
      header: t('id'),
      cell: (replica) => (
        <code className="pl-7 text-xs" title={replica.id}>
          {shortId(replica.id)}
        </code>
      ),
    },
    { id: 'state', header: t('state'), cell: (replica) => <ReplicaState replica={replica} /> },
    {
      id: 'version',
      header: t('version'),
      cell: (replica) => (
        <Link href={paths.version(replica.model, replica.version)} className="text-accent-text hover:underline">
          {`${replica.model}@${replica.version}`}
        </Link>
      ),
    },
    { id: 'variant', header: t('variant'), from: 'lg', cell: (replica) => replica.variant },
    { id: 'answers', header: t('answers'), from: 'md', cell: (replica) => <ReplicaHealth health={replica.health} /> },
    { id: 'cpu', header: t('cpu'), align: 'right', from: 'md', cell: (replica) => format.number(replica.cpuPercent, 1) },
    { id: 'memory', header: t('memory'), align: 'right', from: 'md', cell: (replica) => format.bytes(replica.memoryBytes) },
    { id: 'restarts', header: t('restarts'), align: 'right', cell: (replica) => format.number(replica.restarts) },
    { id: 'pid', header: t('pid'), align: 'right', from: 'lg', cell: (replica) => replica.pid ?? '–' },
  ];
  return (
    <SimpleTable
      label={t('title', { instance: shortId(instance.id) })}
      columns={columns}
      rows={instance.replicas}
      rowKey={(replica) => replica.id}
      empty={<p className="px-4 py-3 pl-11 text-[13px] text-muted">{instance.reason === null ? t('none') : say(instance.reason, 'message')}</p>}
    />
  );
}

function ReplicaState({ replica }: { replica: Replica }) {
  const say = useSentence();
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <StateBadge state={replica.state} />
      {replica.reason === null ? null : (
        <span className="max-w-64 truncate text-muted text-xs" title={say(replica.reason, 'message')}>
          {say(replica.reason, 'message')}
        </span>
      )}
    </span>
  );
}
