'use client';
import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { classNames } from './class-names';
import { copyText } from './copy-text';

/** Copies `text`; says so for two seconds. `label` names what is copied when no text stands beside it. */
export function CopyButton({ text, label, className, children }: { text: string; label?: string; className?: string; children?: string }) {
  const t = useTranslations('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copyText(text).then(setCopied)}
      aria-label={children === undefined ? `${t('copy')} ${label ?? ''}`.trim() : undefined}
      title={copied ? t('copied') : t('copy')}
      className={classNames(
        'inline-flex min-h-6 min-w-6 items-center justify-center gap-1.5 rounded-sm px-1 text-muted text-xs hover:bg-hover hover:text-fg',
        children !== undefined && 'h-7 border border-line-strong bg-surface px-2 font-medium',
        className,
      )}
    >
      <Icon aria-hidden className={classNames('size-3.5', copied && 'text-ok')} />
      {children === undefined ? null : copied ? t('copied') : children}
      <span role="status" className="sr-only">
        {copied ? t('copied') : ''}
      </span>
    </button>
  );
}

/** An id or hash in monospace with a copy button; long ones are shortened in the middle, whole on hover. */
export function CopyableId({ id, label, shorten = 0 }: { id: string; label?: string; shorten?: number }) {
  const shown = shorten > 0 && id.length > shorten ? `${id.slice(0, Math.ceil(shorten * 0.6))}…${id.slice(-Math.floor(shorten * 0.4))}` : id;
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code title={id} className="truncate text-xs">
        {shown}
      </code>
      <CopyButton text={id} label={label ?? id} />
    </span>
  );
}
