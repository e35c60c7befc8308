'use client';
import { useTranslations } from 'next-intl';
import type { DraftData } from '@/components/drafts/draft-data';
import { quoteShell } from '@/components/playground/snippets';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';
import { requestOf } from './plan';

/** The same deployment as a call of the API, for scripts. */
export function CopyAs({ data }: { data: DraftData }) {
  const t = useTranslations('deploy');
  const { path, body } = requestOf(data);
  const json = JSON.stringify(body, null, 2);
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const curl = [
    `curl -sS -X POST ${quoteShell(`${origin}/api/v1${path}`)}`,
    '  -H "Authorization: Bearer $AIMASS_API_KEY"',
    "  -H 'Content-Type: application/json'",
    `  --data-raw ${quoteShell(JSON.stringify(body))}`,
  ].join(' \\\n');
  return (
    <Section title={t('copyAs')}>
      <div className="flex gap-2">
        <CopyButton text={curl}>curl</CopyButton>
        <CopyButton text={json}>JSON</CopyButton>
      </div>
    </Section>
  );
}
