'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { useRefusal } from '@/components/sessions/use-me';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { readDraft } from './draft-data';
import { deleteDraft, draftsQuery } from './queries';

/** What was begun in the wizard and not finished, with the way back into it. Nothing when there is none. */
export function ContinueDrafts() {
  const t = useTranslations('deploy');
  const client = useQueryClient();
  const may = useRefusal()('drafts:Write') === null;
  const drafts = useQuery({ ...draftsQuery(), enabled: may });
  const open = (drafts.data?.items ?? [])
    .map((draft) => ({ ...draft, data: readDraft(draft.data) }))
    .filter(({ data }) => data.deployment === null && (data.uploads.length > 0 || (data.source === 's3' && data.s3Uri !== '')));
  if (open.length === 0) return null;
  const discard = async (id: string): Promise<void> => {
    await deleteDraft(id);
    await client.invalidateQueries({ queryKey: ['drafts', 'list'] });
  };
  return (
    <Section flush title={t('unfinished')}>
      <ul className="divide-y divide-line">
        {open.slice(0, 3).map((draft) => (
          <li key={draft.id} className="flex items-center gap-3 px-4 py-2 text-[13px]">
            <Link href={paths.deploy(draft.id)} className="min-w-0 flex-1 truncate font-medium hover:underline">
              {draft.data.model || draft.data.uploads[0]?.filename}
            </Link>
            <span className="hidden text-muted text-xs sm:block">
              <Time at={draft.updatedAt} relative />
            </span>
            <Button size="small" tone="quiet" onClick={() => void discard(draft.id)}>
              {t('discard')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
