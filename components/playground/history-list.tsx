'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Badge } from '@/components/ui/badge';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import type { HistoryEntry } from './history';

/** What was run before; a click puts it back into the input. */
export function HistoryList({ entries, onRestore }: { entries: readonly HistoryEntry[]; onRestore: (entry: HistoryEntry) => void }) {
  const t = useTranslations('playground');
  const format = useFormat();
  if (entries.length === 0) return null;
  return (
    <Section flush title={t('history')}>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto">
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.requestId}`}>
            <button type="button" onClick={() => onRestore(entry)} className="flex w-full items-center gap-3 px-4 py-2 text-left text-xs hover:bg-hover">
              <Badge tone={entry.status < 400 ? 'ok' : 'bad'}>{entry.status}</Badge>
              <code className="min-w-0 flex-1 truncate">{entry.body}</code>
              <span className="tabular text-muted">{format.ms(entry.totalMs)}</span>
              <Time at={entry.at} />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
