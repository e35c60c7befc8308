'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { type Column, DataTable } from '@/components/tables/data-table';
import { useTableState } from '@/components/tables/use-table-state';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Key } from '@/services/keys/schemas';
import { CreateKeyButton } from './create-key-button';
import { keyStateOf } from './key-state';
import { keysQuery } from './queries';
import { RevokeDialog } from './revoke-dialog';

export function KeysTab() {
  const t = useTranslations('keys');
  const table = useTableState('keys-');
  const keys = useQuery(keysQuery({ sort: table.sort, cursor: table.cursor }));
  const [revoked, setRevoked] = useState<Key | null>(null);
  const columns = useKeyColumns();
  return (
    <Section flush>
      <DataTable
        label={t('title')}
        columns={columns}
        query={keys}
        rowKey={(key) => key.id}
        state={table}
        rowActions={(key) =>
          keyStateOf(key, Date.now()) === 'Revoked' ? null : (
            <Allowed action="keys:Revoke">
              <Button size="small" aria-label={t('revokeOf', { name: key.name })} onClick={() => setRevoked(key)}>
                {t('revoke')}
              </Button>
            </Allowed>
          )
        }
        empty={
          <EmptyState icon={<KeyRound aria-hidden className="size-5" />} title={t('empty.title')} actions={<CreateKeyButton tone="plain" />}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {revoked === null ? null : <RevokeDialog apiKey={revoked} onClose={() => setRevoked(null)} />}
    </Section>
  );
}

function useKeyColumns(): Column<Key>[] {
  const t = useTranslations('keys');
  return [
    { id: 'name', header: t('column.name'), cell: (key) => <span className="font-medium">{key.name}</span> },
    { id: 'prefix', header: t('column.prefix'), from: 'md', cell: (key) => <code className="text-xs">{`${key.prefix}…`}</code> },
    { id: 'state', header: t('column.state'), cell: (key) => <StateBadge state={keyStateOf(key, Date.now())} /> },
    { id: 'scope', header: t('column.scope'), from: 'lg', cell: (key) => <span title={key.actions.join('\n')}>{key.actions.join(', ')}</span> },
    {
      id: 'endpoints',
      header: t('column.endpoints'),
      from: 'lg',
      cell: (key) => (key.endpoints.length === 0 ? t('allEndpoints') : <span title={key.endpoints.join('\n')}>{key.endpoints.join(', ')}</span>),
    },
    {
      id: 'lastUsed',
      header: t('column.lastUsed'),
      from: 'md',
      cell: (key) => (key.lastUsedAt === null ? <span className="text-muted">{t('unused')}</span> : <Time at={key.lastUsedAt} relative />),
    },
    {
      id: 'expires',
      header: t('column.expires'),
      from: 'md',
      cell: (key) => (key.expiresAt === null ? <span className="text-muted">{t('never')}</span> : <Time at={key.expiresAt} />),
    },
    { id: 'created', header: t('column.created'), from: 'xl', cell: (key) => <CreatedBy apiKey={key} /> },
  ];
}

function CreatedBy({ apiKey }: { apiKey: Key }) {
  const t = useTranslations('keys');
  return (
    <span className="inline-flex gap-1.5">
      <Time at={apiKey.createdAt} />
      <span className="text-muted">{t('by', { name: apiKey.createdBy })}</span>
    </span>
  );
}
