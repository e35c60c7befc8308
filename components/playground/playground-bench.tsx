'use client';
import { Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { Section } from '@/components/ui/section';
import type { Version } from '@/services/versions/schemas';
import { CodePane } from './code-pane';
import { HistoryList } from './history-list';
import { InputPane } from './input-pane';
import { OutputPane } from './output-pane';
import { useBench } from './use-bench';

/** Three panes: input, output, code. ⌘↵ or Ctrl+↵ runs from anywhere inside. */
export function Bench({ endpoint, url, version }: { endpoint: string; url: string; version: Version }) {
  const t = useTranslations('playground');
  const bench = useBench(endpoint, url, version);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    bench.run();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: one shortcut for all fields inside; the button beside does the same
    <div onKeyDown={onKeyDown} className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
      <div className="min-w-0 space-y-4">
        <Section
          title={t('input')}
          actions={
            <>
              {bench.running ? (
                <Button size="small" icon={<Square aria-hidden className="size-3.5" />} onClick={bench.stop}>
                  {t('stop')}
                </Button>
              ) : null}
              <Allowed action="endpoints:Invoke" refusal={bench.fault}>
                <Button
                  tone="primary"
                  size="small"
                  pending={bench.running}
                  icon={<Play aria-hidden className="size-3.5" />}
                  onClick={bench.run}
                  aria-keyshortcuts="Meta+Enter Control+Enter"
                >
                  {t('run')}
                </Button>
              </Allowed>
              <span aria-hidden className="hidden sm:block">
                <Kbd>⌘↵</Kbd>
              </span>
            </>
          }
        >
          <InputPane bench={bench} signature={version.signature} />
        </Section>
        <div className="hidden xl:block">
          <HistoryList entries={bench.history} onRestore={bench.restore} />
        </div>
      </div>
      <div className="min-w-0 space-y-4">
        <OutputPane outcome={bench.outcome} error={bench.error} />
        <CodePane call={bench.call} />
        <div className="xl:hidden">
          <HistoryList entries={bench.history} onRestore={bench.restore} />
        </div>
      </div>
    </div>
  );
}
