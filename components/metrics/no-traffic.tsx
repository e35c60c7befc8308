'use client';
import { ChartLine } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { startDemo, useDemo } from './demo-runner';

const command = 'npx aimass demo traffic --minutes 5';

/** What stands on the page before the first request: real demo traffic by a button, or by the command line. */
export function NoTraffic() {
  const t = useTranslations('metrics');
  const { running } = useDemo();
  return (
    <Section>
      <EmptyState
        icon={<ChartLine aria-hidden className="size-5" />}
        title={t('empty.title')}
        actions={
          <Allowed action="keys:Create">
            <Button tone="primary" pending={running} onClick={() => void startDemo()}>
              {t('empty.demo')}
            </Button>
          </Allowed>
        }
      >
        {t('empty.text')}
      </EmptyState>
      <div className="mx-auto max-w-xl space-y-2 pb-6">
        <p className="text-[13px] text-muted">{t('empty.cli')}</p>
        <CodeBlock code={command} label={t('empty.cli')} />
      </div>
    </Section>
  );
}
