'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { CheckField } from '@/components/forms/field';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { classNames } from '@/components/ui/class-names';
import { CopyButton } from '@/components/ui/copy-button';
import { Checkbox } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import type { Deployment } from '@/services/deployments/schemas';

const colours = { info: 'text-muted', warn: 'text-warn', error: 'text-bad' } as const;

/** The log of a deployment. It follows its end until the reader scrolls up; screen readers may read it, but are not interrupted by it. */
export function DeploymentLog({ lines }: { lines: Deployment['log'] }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const say = useSentence();
  const box = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the end
  useEffect(() => {
    if (follow && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, lines.length]);
  const onScroll = (): void => {
    const element = box.current;
    if (element !== null) setFollow(element.scrollHeight - element.scrollTop - element.clientHeight < 24);
  };
  const text = lines.map((line) => `${line.at} ${line.level} ${line.phase}: ${say(line, 'message')}`).join('\n');
  return (
    <Section
      title={t('log')}
      flush
      actions={
        <>
          <CheckField label={t('follow')}>
            <Checkbox checked={follow} onChange={(event) => setFollow(event.target.checked)} />
          </CheckField>
          <CopyButton text={text} label={t('log')} />
        </>
      }
    >
      <div
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label={t('log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 min-h-24 overflow-auto rounded-b-lg bg-code px-4 py-3 font-mono text-xs leading-5"
      >
        {lines.length === 0 ? <p className="text-muted">{t('logEmpty')}</p> : null}
        {lines.map((line, i) => (
          <p key={i} className="flex gap-3">
            <time dateTime={line.at} title={format.timeLong(line.at)} className="shrink-0 text-faint">
              {format.time(line.at)}
            </time>
            <span className="hidden w-28 shrink-0 truncate sm:inline text-faint">{t(`phase.${line.phase}`)}</span>
            <span className={classNames('min-w-0 whitespace-pre-wrap break-words', colours[line.level])}>{say(line, 'message')}</span>
          </p>
        ))}
      </div>
    </Section>
  );
}
