'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ApiError } from '@/client/http';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyableId } from '@/components/ui/copy-button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { PredictionTable } from './prediction-table';
import { PredictionView, readAnswer } from './prediction-view';
import type { Outcome } from './run';
import { TimingBar } from './timing-bar';

const views = ['pretty', 'table', 'raw'] as const;

/** What came back: for people, as a table, or the bytes; and where the time went. */
export function OutputPane({ outcome, error }: { outcome: Outcome | null; error: unknown }) {
  const t = useTranslations('playground');
  const [view, setView] = useState<(typeof views)[number]>('pretty');
  return (
    <Section
      title={t('output')}
      actions={<Segmented label={t('view')} value={view} options={views.map((value) => ({ value, label: t(`views.${value}`) }))} onChange={setView} />}
    >
      <div aria-live="polite" className="space-y-4">
        {error === null ? null : <ErrorPanel error={error} />}
        {outcome === null ? (
          error === null ? (
            <p className="py-8 text-center text-[13px] text-muted">{t('nothingYet')}</p>
          ) : null
        ) : (
          <Answered outcome={outcome} view={view} />
        )}
      </div>
    </Section>
  );
}

function Answered({ outcome, view }: { outcome: Outcome; view: (typeof views)[number] }) {
  const t = useTranslations('playground');
  const format = useFormat();
  const ok = outcome.status >= 200 && outcome.status < 300;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        <Badge tone={ok ? 'ok' : 'bad'}>{outcome.status}</Badge>
        <span className="tabular font-medium">{format.ms(outcome.totalMs)}</span>
        {outcome.variant === '' ? null : <span className="text-muted">{t('served', { variant: outcome.variant, version: outcome.version })}</span>}
        {outcome.requestId === '' ? null : (
          <span className="inline-flex items-center gap-1">
            <Link href={paths.request(outcome.requestId)} className="text-accent-text hover:underline">
              {t('findLog')}
            </Link>
            <CopyableId id={outcome.requestId} label={t('requestId')} shorten={16} />
          </span>
        )}
      </p>
      {outcome.split === null || !ok ? null : <TimingBar split={outcome.split} />}
      <Content outcome={outcome} view={ok ? view : view === 'raw' ? 'raw' : 'pretty'} ok={ok} />
    </>
  );
}

function Content({ outcome, view, ok }: { outcome: Outcome; view: (typeof views)[number]; ok: boolean }) {
  const t = useTranslations('playground');
  if (view === 'raw') return <CodeBlock label={t('views.raw')} code={outcome.text} wrap />;
  if (!ok) return <ErrorPanel error={problemOf(outcome)} />;
  const answer = readAnswer(outcome.json);
  if (answer === null) return <CodeBlock label={t('output')} code={outcome.text} wrap />;
  return view === 'table' ? <PredictionTable predictions={answer.predictions} /> : <PredictionView answer={answer} />;
}

/** The endpoint's answer as the problem it is. */
export function problemOf(outcome: Outcome): ApiError {
  const problem =
    typeof outcome.json === 'object' && outcome.json !== null ? (outcome.json as Record<string, unknown>) : { detail: outcome.text.slice(0, 500) };
  return new ApiError(outcome.status, problem, outcome.retryAfterSeconds);
}
