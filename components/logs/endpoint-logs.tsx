'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { useRefusal } from '@/components/sessions/use-me';
import { Notice } from '@/components/ui/notice';
import { RequestTable } from './request-table';

/** The requests of one endpoint. */
export function EndpointLogs({ name }: { name: string }) {
  const t = useTranslations('endpoints');
  const refusal = useRefusal()('logs:Read');
  if (refusal !== null) return <Notice tone="info" title={refusal} />;
  return (
    <div className="space-y-2">
      <RequestTable endpoint={name} />
      <Link href={paths.logs({ endpoint: name })} className="text-[13px] text-accent-text hover:underline">
        {t('logs.all')}
      </Link>
    </div>
  );
}
