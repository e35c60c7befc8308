'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { endpointsQuery } from '@/components/endpoints/queries';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { Permitted } from '@/components/sessions/permitted';
import { FilterChoice } from '@/components/tables/filter-bar';
import { Input } from '@/components/ui/input';
import { RequestTable } from './request-table';

/** Requests of all endpoints. An id leads straight to its request. */
export function LogsPage() {
  const t = useTranslations('logs');
  useLiveTopic('metrics');
  const endpoints = useQuery(endpointsQuery({ limit: 200, sort: 'name' }));
  const names = endpoints.data?.items.map((endpoint) => endpoint.name) ?? [];
  return (
    <Page title={t('title')} description={t('intro')} actions={<FindRequest />}>
      <Permitted action="logs:Read">
        <RequestTable
          choose={(value, onChange) => (
            <FilterChoice label={t('endpoint')} value={value} options={names.map((name) => ({ value: name, label: name }))} onChange={onChange} />
          )}
        />
      </Permitted>
    </Page>
  );
}

function FindRequest() {
  const t = useTranslations('logs');
  const router = useRouter();
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const id = new FormData(event.currentTarget).get('requestId');
    if (typeof id === 'string' && id.trim() !== '') router.push(paths.request(id.trim()));
  };
  return (
    <form onSubmit={find}>
      <Input
        name="requestId"
        aria-label={t('requestId')}
        placeholder={t('requestId')}
        title={t('requestIdHint')}
        spellCheck={false}
        className="w-72 font-mono text-xs"
      />
    </form>
  );
}
