'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { endpointsQuery } from '@/components/endpoints/queries';
import { predictCommand, sampleBodyOf } from '@/components/endpoints/snippets';
import { usePublicUrl } from '@/components/endpoints/use-public-url';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { versionQuery } from '@/components/versions/queries';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { CreatedKey } from './queries';

/** The one time a key is shown, with a call that works as it stands. */
export function CreatedKeyDialog({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const t = useTranslations('keys.created');
  const endpoints = useQuery(endpointsQuery({ limit: 200, sort: 'name' }));
  const callable = endpoints.data?.items.filter((one) => created.endpoints.length === 0 || created.endpoints.includes(one.name));
  const endpoint = callable?.find((one) => one.state === 'InService') ?? callable?.[0];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="medium"
      title={t('title')}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="space-y-4">
        <Notice tone="warn" title={t('once')} />
        <CodeBlock code={created.key} label={t('key')} wrap />
        {endpoint === undefined ? <p className="text-[13px] text-muted">{t('noEndpoint')}</p> : <Snippet endpoint={endpoint} apiKey={created.key} />}
      </div>
    </Dialog>
  );
}

function Snippet({ endpoint, apiKey }: { endpoint: Endpoint; apiKey: string }) {
  const t = useTranslations('keys.created');
  const url = usePublicUrl(endpoint.url);
  const [variant] = endpoint.variants;
  const version = useQuery({ ...versionQuery(variant?.model ?? '', variant?.version ?? 0), enabled: variant !== undefined });
  return (
    <div className="space-y-1.5">
      <p className="text-[13px]">{t('snippet', { endpoint: endpoint.name })}</p>
      <CodeBlock code={predictCommand(url, sampleBodyOf(version.data?.sample ?? null), apiKey)} label={t('snippet', { endpoint: endpoint.name })} />
    </div>
  );
}
