'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import type { Endpoint } from '@/services/endpoints/schemas';
import { StopOrStart } from './endpoint-actions';
import { DeleteDialog, StopDialog } from './endpoint-dialogs';
import { useStateRefusal } from './use-state-refusal';
import { WeightsForm } from './weights-form';

export function SettingsTab({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const router = useRouter();
  const refusal = useStateRefusal(endpoint);
  const [open, setOpen] = useState<'stop' | 'delete' | null>(null);
  const starts = endpoint.state === 'Stopped' || endpoint.state === 'ScaledToZero' || endpoint.state === 'Failed';
  return (
    <div className="max-w-3xl space-y-4">
      <Section title={t('settings.traffic')} description={t('settings.trafficText')}>
        {endpoint.variants.length < 2 ? (
          <p className="text-[13px] text-muted">{t('settings.trafficOne')}</p>
        ) : (
          <WeightsForm key={endpoint.revision} endpoint={endpoint} />
        )}
      </Section>
      <Section title={t('settings.danger')} flush className="border-bad/40">
        <Row title={t(starts ? 'settings.startTitle' : 'settings.stopTitle')} text={t(starts ? 'settings.startText' : 'settings.stopText')}>
          <StopOrStart endpoint={endpoint} onStop={() => setOpen('stop')} />
        </Row>
        <Row title={t('settings.deleteTitle')} text={t('settings.deleteText')}>
          <Allowed action="endpoints:Delete" refusal={refusal('delete')}>
            <Button tone="danger" onClick={() => setOpen('delete')}>
              {t('delete')}
            </Button>
          </Allowed>
        </Row>
      </Section>
      <StopDialog endpoint={endpoint} open={open === 'stop'} onClose={() => setOpen(null)} />
      <DeleteDialog endpoint={endpoint} open={open === 'delete'} onClose={() => setOpen(null)} onDone={() => router.push(paths.endpoints())} />
    </div>
  );
}

function Row({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-line border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 text-[13px]">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{text}</p>
      </div>
      {children}
    </div>
  );
}
