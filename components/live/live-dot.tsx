'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useMe } from '@/components/sessions/use-me';
import { classNames } from '@/components/ui/class-names';
import { useLiveState } from './live-provider';

const colours = { live: 'bg-ok', polling: 'bg-warn', connecting: 'bg-faint', away: 'bg-warn' } as const;

/**
 * Green: changes arrive by themselves. Amber: the stream is lost, data is fetched every 5 s and says how old it is; or the database is
 * away, and there is nothing new to tell.
 */
export function LiveDot() {
  const t = useTranslations('live');
  const format = useFormat();
  const { mode: streamMode, asOf } = useLiveState();
  const mode = useMe()?.readOnly === true ? 'away' : streamMode;
  const words = mode === 'polling' ? (asOf === null ? t('connecting') : t('polling', { at: format.time(asOf) })) : t(mode);
  return (
    <span role="status" className="inline-flex h-8 items-center gap-1.5 px-1 text-muted text-xs" title={t(`${mode}Hint`)}>
      <span aria-hidden className={classNames('size-1.5 rounded-full', colours[mode])} />
      <span className={classNames('hidden whitespace-nowrap lg:inline', (mode === 'polling' || mode === 'away') && 'inline')}>{words}</span>
      <span className="sr-only lg:hidden">{words}</span>
    </span>
  );
}
