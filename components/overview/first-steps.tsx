'use client';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Section } from '@/components/ui/section';
import { SampleButton } from './sample-button';

/** An empty installation: three steps to the first prediction, or the sample in one click. */
export function FirstSteps({ models, endpoints, requests }: { models: number; endpoints: number; requests: number }) {
  const t = useTranslations('overview');
  const steps = [
    { key: 'upload', done: models > 0, href: paths.newDeploy() },
    { key: 'deploy', done: endpoints > 0, href: paths.newDeploy() },
    { key: 'call', done: requests > 0, href: paths.playground() },
  ] as const;
  const next = steps.findIndex((step) => !step.done);
  return (
    <Section title={t('firstTitle')} description={t('firstLead')} actions={<SampleButton />}>
      <ol className="grid gap-px overflow-hidden rounded-md border border-line bg-line md:grid-cols-3">
        {steps.map((step, i) => (
          <li key={step.key} className="bg-surface p-4">
            <p className="flex items-center gap-2 font-medium">
              {step.done ? (
                <CircleCheck aria-label={t('done')} className="size-5 text-ok" />
              ) : (
                <span aria-hidden className="tabular grid size-5 place-items-center rounded-full border border-line-strong text-[11px]">
                  {i + 1}
                </span>
              )}
              {t(`steps.${step.key}`)}
            </p>
            <p className="mt-1 text-[13px] text-muted">{t(`stepText.${step.key}`)}</p>
            {i === next ? (
              <Link
                href={step.href}
                prefetch={false}
                className="mt-2 inline-flex min-h-6 items-center text-[13px] text-accent-text underline decoration-transparent hover:decoration-current"
              >
                {t(`stepAction.${step.key}`)}
              </Link>
            ) : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}
