'use client';
import { useTranslations } from 'next-intl';
import { DefinitionList } from '@/components/ui/definition-list';
import { useMetricText } from './metric-text';

/** Figures by name, as they were measured or given. */
export function MetricList({ metrics }: { metrics: Readonly<Record<string, unknown>> }) {
  const t = useTranslations('versions.metrics');
  const say = useMetricText();
  return (
    <DefinitionList
      items={Object.entries(metrics).map(([name, value]) => ({
        term: t.has(name) ? t(name) : name,
        value: <span className="tabular">{say(name, value)}</span>,
      }))}
    />
  );
}
