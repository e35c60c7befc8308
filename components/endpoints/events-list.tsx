'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSentence } from '@/components/i18n/use-sentence';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import type { LiveEvent } from '@/services/events/schemas';
import { ReasonSchema } from '@/services/page';
import { endpointEventsQuery } from './queries';

const pageSize = 10;
const limitMax = 200;

/** What happened to an endpoint, newest first. */
export function EventsList({ name }: { name: string }) {
  const t = useTranslations('endpoints');
  const [limit, setLimit] = useState(pageSize);
  const events = useQuery(endpointEventsQuery(name, limit));
  return (
    <Section title={t('events.title')} flush>
      {events.error === null ? null : <ErrorPanel error={events.error} onRetry={() => void events.refetch()} />}
      {events.data === undefined ? (
        events.error === null ? (
          <div className="p-4">
            <SkeletonLines label={t('events.title')} lines={4} />
          </div>
        ) : null
      ) : events.data.items.length === 0 ? (
        <p className="p-4 text-[13px] text-muted">{t('events.empty')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {events.data.items.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </ul>
      )}
      {events.data?.nextCursor == null || limit >= limitMax ? null : (
        <div className="border-line border-t px-4 py-2">
          <Button size="small" tone="quiet" onClick={() => setLimit(Math.min(limitMax, limit * 3))}>
            {t('events.more')}
          </Button>
        </div>
      )}
    </Section>
  );
}

/** What was seen, and what can be done, where the event has a reason. */
function EventReason({ resource }: { resource: LiveEvent['resource'] }) {
  const t = useTranslations('endpoints.events');
  const say = useSentence();
  const found = ReasonSchema.nullish().safeParse((resource as { reason?: unknown } | null)?.reason).data ?? null;
  if (found === null || (found.evidence === '' && found.fix === '')) return null;
  return (
    <details className="mt-0.5 text-muted text-xs">
      <summary className="cursor-pointer">{t('details')}</summary>
      {found.fix === '' ? null : <p className="mt-1">{say(found, 'fix')}</p>}
      {found.evidence === '' ? null : <pre className="mt-1 max-h-48 overflow-auto whitespace-pre-wrap break-words">{say(found, 'evidence')}</pre>}
    </details>
  );
}

const colours: Record<string, string> = { warn: 'bg-warn', error: 'bg-bad', info: 'bg-line-strong' };

function EventRow({ event }: { event: LiveEvent }) {
  const levels = useTranslations('states');
  const say = useSentence();
  return (
    <li className="flex items-baseline gap-3 px-4 py-2 text-[13px]">
      <span aria-hidden className={classNames('size-1.5 shrink-0 -translate-y-px rounded-full', colours[event.level] ?? colours.info)} />
      {event.level === 'info' ? null : <span className="sr-only">{levels(event.level === 'error' ? 'Failed' : 'Degraded')}</span>}
      <div className="min-w-0 flex-1 break-words">
        {say(event, 'message')}
        <EventReason resource={event.resource} />
      </div>
      <span className="shrink-0 text-muted text-xs">
        <Time at={event.at} relative />
      </span>
    </li>
  );
}
