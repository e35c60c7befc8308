'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Permitted } from '@/components/sessions/permitted';
import { RequestTable } from './request-table';

/** The requests of one endpoint. */
export function EndpointLogs({ name }: { name: string }) {
  const t = useTranslations('endpoints');
  return (
    <Permitted action="logs:Read">
      <div className="space-y-2">
        <RequestTable endpoint={name} />
        <Link href={paths.logs({ endpoint: name })} className="text-[13px] text-accent-text hover:underline">
          {t('logs.all')}
        </Link>
      </div>
    </Permitted>
  );
}
