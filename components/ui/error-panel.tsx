'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ApiError } from '@/client/http';
import { type Told, useSentence } from '@/components/i18n/use-sentence';
import { Button } from './button';
import { CopyableId } from './copy-button';
import { Notice } from './notice';
import { ScrollRegion } from './scroll-region';

/** A problem document shown whole: what, why, what to do, evidence, fields, code and request id. Anything else thrown shows its text. */
export function ErrorPanel({ error, onRetry, actions }: { error: unknown; onRetry?: () => void; actions?: ReactNode }) {
  const t = useTranslations('ui');
  const say = useSentence();
  const retry =
    onRetry === undefined ? null : (
      <Button size="small" onClick={onRetry}>
        {t('retry')}
      </Button>
    );
  const buttons = retry === null && actions === undefined ? undefined : [retry, actions].map((item, i) => <span key={i}>{item}</span>);
  if (!(error instanceof ApiError)) {
    return (
      <Notice tone="bad" role="alert" title={t('unexpected')} actions={buttons}>
        <p className="font-mono text-xs">{error instanceof Error ? error.message : String(error)}</p>
      </Notice>
    );
  }
  const unreachable = error.status === 0;
  const detail = say(error, 'detail');
  return (
    <Notice tone="bad" role="alert" title={unreachable ? t('unreachable') : error.title || detail} actions={buttons}>
      {unreachable || error.title === '' || detail === error.title ? null : <p>{detail}</p>}
      {error.reason === undefined ? null : <p>{error.reason}</p>}
      {error.errors.length === 0 ? null : (
        <ul className="list-disc space-y-0.5 pl-4">
          {error.errors.map((field) => (
            <li key={`${field.pointer} ${field.detail}`}>
              {field.pointer === '' ? null : <code className="text-xs">{field.pointer} </code>}
              {field.detail}
            </li>
          ))}
        </ul>
      )}
      {unreachable ? <p className="text-muted">{t('unreachableFix')}</p> : error.fix === undefined ? null : <p className="text-muted">{say(error, 'fix')}</p>}
      {error.evidence === undefined || error.evidence === '' ? null : <Evidence text={say(error, 'evidence')} />}
      <p className="flex flex-wrap items-center gap-x-3 text-muted text-xs">
        <code>{error.code}</code>
        {error.requestId === '' ? null : (
          <span className="inline-flex max-w-full flex-wrap items-center gap-x-1">
            {t('requestId')} <CopyableId id={error.requestId} label={t('requestId')} />
          </span>
        )}
      </p>
    </Notice>
  );
}

/** Log lines, figures and names that show what happened. */
export function Evidence({ text }: { text: string }) {
  const t = useTranslations('ui');
  return (
    <ScrollRegion label={t('evidence')} className="max-h-48 overflow-auto rounded-sm border border-line bg-surface p-2">
      <pre className="whitespace-pre-wrap text-xs leading-5">{text}</pre>
    </ScrollRegion>
  );
}

interface ReasonLike extends Told {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly evidence: string;
}

/** Why a resource is in its state: in the reader's language, as far as it is the server's own words; quoted lines stay as they are. */
export function ReasonPanel({ reason, tone = 'bad', actions }: { reason: ReasonLike; tone?: 'bad' | 'warn' | 'info'; actions?: ReactNode }) {
  const say = useSentence();
  return (
    <Notice tone={tone} title={say(reason, 'message')} actions={actions}>
      {reason.fix === '' ? null : <p className="text-muted">{say(reason, 'fix')}</p>}
      {reason.evidence === '' ? null : <Evidence text={say(reason, 'evidence')} />}
      <p className="text-muted text-xs">
        <code>{reason.code}</code>
      </p>
    </Notice>
  );
}
