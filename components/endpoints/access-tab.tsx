'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { CreateKeyButton } from '@/components/keys/create-key-button';
import { paths } from '@/components/paths';
import { Permitted } from '@/components/sessions/permitted';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { Badge } from '@/components/ui/badge';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import type { EndpointAccess, EndpointAction } from '@/services/endpoints/schemas';
import { endpointAccessQuery } from './queries';

type Key = NonNullable<EndpointAccess['keys']>['items'][number];
type Member = NonNullable<EndpointAccess['members']>[number];

/** Who may do what with the endpoint: keys of programs, members by their roles. */
export function AccessTab({ name }: { name: string }) {
  const t = useTranslations('endpoints.access');
  const client = useQueryClient();
  const access = useQuery(endpointAccessQuery(name));
  const { data, error } = access;
  if (data === undefined) {
    return error === null ? <SkeletonLines label={t('keys')} lines={6} /> : <ErrorPanel error={error} onRetry={() => void access.refetch()} />;
  }
  const reload = (): void => void client.invalidateQueries({ queryKey: ['endpoints', 'access', name] });
  return (
    <div className="space-y-4">
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void access.refetch()} />}
      <Permitted action="keys:Read">
        <Section
          title={t('keys')}
          description={t('keysText')}
          flush
          actions={
            <>
              <More href={paths.access()} words={t('allKeys')} />
              <CreateKeyButton tone="plain" endpoint={name} words={t('createKey')} onCreated={reload} />
            </>
          }
        >
          {data.keys === null ? null : <Keys keys={data.keys} />}
        </Section>
      </Permitted>
      <Permitted action="members:Read">
        <Section title={t('members')} description={t('membersText')} flush actions={<More href={paths.access('members')} words={t('allMembers')} />}>
          {data.members === null ? null : <Members members={data.members} />}
        </Section>
      </Permitted>
    </div>
  );
}

function More({ href, words }: { href: string; words: string }) {
  return (
    <Link href={href} className="inline-flex min-h-6 items-center text-accent-text text-xs hover:underline">
      {words}
    </Link>
  );
}

function Keys({ keys }: { keys: NonNullable<EndpointAccess['keys']> }) {
  const t = useTranslations('endpoints.access');
  const columns: Column<Key>[] = [
    { id: 'name', header: t('name'), cell: (key) => <span className="font-medium">{key.name}</span> },
    { id: 'prefix', header: t('key'), from: 'md', cell: (key) => <code className="text-xs">{`${key.prefix}…`}</code> },
    { id: 'may', header: t('may'), cell: (key) => <May may={key.may} /> },
    { id: 'reach', header: t('reach'), from: 'lg', cell: (key) => t(key.onlyNamed ? 'reachNamed' : 'reachAll') },
    {
      id: 'lastUsed',
      header: t('lastUsed'),
      from: 'md',
      cell: (key) => (key.lastUsedAt === null ? <span className="text-muted">{t('unused')}</span> : <Time at={key.lastUsedAt} relative />),
    },
    {
      id: 'expires',
      header: t('expires'),
      from: 'lg',
      cell: (key) => (key.expiresAt === null ? <span className="text-muted">{t('never')}</span> : <Time at={key.expiresAt} />),
    },
  ];
  return (
    <>
      <SimpleTable
        label={t('keys')}
        columns={columns}
        rows={keys.items}
        rowKey={(key) => key.id}
        empty={<p className="p-4 text-[13px] text-muted">{t('noKeys')}</p>}
      />
      {keys.total > keys.items.length ? (
        <p className="border-line border-t px-4 py-2 text-muted text-xs">{t('keysMore', { total: keys.total, shown: keys.items.length })}</p>
      ) : null}
    </>
  );
}

function Members({ members }: { members: readonly Member[] }) {
  const t = useTranslations('endpoints.access');
  const roles = useTranslations('members.role');
  const columns: Column<Member>[] = [
    { id: 'name', header: t('name'), cell: (member) => <span className="font-medium">{member.name}</span> },
    { id: 'email', header: t('email'), from: 'md', cell: (member) => member.email },
    { id: 'role', header: t('role'), from: 'md', cell: (member) => roles(member.role) },
    { id: 'may', header: t('may'), cell: (member) => <May may={member.may} /> },
  ];
  return <SimpleTable label={t('members')} columns={columns} rows={members} rowKey={(member) => member.id} empty={null} />;
}

function May({ may }: { may: readonly EndpointAction[] }) {
  const t = useTranslations('endpoints.access.action');
  return (
    <span className="flex flex-wrap gap-1 whitespace-normal">
      {may.map((action) => {
        const verb = action.slice('endpoints:'.length) as 'Invoke' | 'Read' | 'Deploy' | 'Stop' | 'Start' | 'Delete';
        return (
          <Badge key={action} tone={verb === 'Delete' ? 'warn' : 'neutral'}>
            {t(verb)}
          </Badge>
        );
      })}
    </span>
  );
}
