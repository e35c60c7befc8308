'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { CodeBlock } from '@/components/ui/code-block';

interface Answer {
  readonly task: string;
  readonly predictions: readonly Record<string, unknown>[];
}

export function readAnswer(json: unknown): Answer | null {
  if (typeof json !== 'object' || json === null || !('predictions' in json) || !Array.isArray(json.predictions)) return null;
  const task = 'task' in json && typeof json.task === 'string' ? json.task : 'custom';
  return { task, predictions: json.predictions as Record<string, unknown>[] };
}

const shownMax = 50;

/** Predictions for people: the class with its probabilities, the value, the cluster. */
export function PredictionView({ answer }: { answer: Answer }) {
  const t = useTranslations('playground');
  const rows = answer.predictions.slice(0, shownMax);
  return (
    <ol className="space-y-4">
      {rows.map((prediction, i) => (
        <li key={i} className="space-y-2">
          {answer.predictions.length > 1 ? <p className="text-muted text-xs">{t('row', { row: i + 1 })}</p> : null}
          <One prediction={prediction} />
        </li>
      ))}
      {answer.predictions.length > shownMax ? <li className="text-muted text-xs">{t('moreRows', { rows: answer.predictions.length - shownMax })}</li> : null}
    </ol>
  );
}

function One({ prediction }: { prediction: Record<string, unknown> }) {
  const t = useTranslations('playground');
  const format = useFormat();
  if ('label' in prediction) {
    const bars = entriesOf(prediction.probabilities);
    return (
      <>
        <p className="flex items-baseline gap-2">
          <span className="font-semibold text-2xl tracking-tight">{String(prediction.label)}</span>
          {typeof prediction.score === 'number' ? <span className="tabular text-[13px] text-muted">{format.percent(prediction.score, 2)}</span> : null}
        </p>
        {bars.length === 0 ? null : <Bars label={t('probabilities')} bars={bars} format={(value) => format.percent(value, 2)} max={1} />}
      </>
    );
  }
  if ('value' in prediction)
    return (
      <p className="tabular font-semibold text-2xl tracking-tight">
        {typeof prediction.value === 'number' ? format.number(prediction.value, 4) : JSON.stringify(prediction.value)}
      </p>
    );
  if ('cluster' in prediction) {
    const distances = Array.isArray(prediction.distances)
      ? prediction.distances.map((value: unknown, i): [string, number] => [t('cluster', { cluster: i }), Number(value)])
      : [];
    const shares = entriesOf(prediction.probabilities).map(([cluster, share]): [string, number] => [t('cluster', { cluster }), share]);
    return (
      <>
        <p className="font-semibold text-2xl tracking-tight">{t('cluster', { cluster: String(prediction.cluster) })}</p>
        {distances.length === 0 ? null : (
          <Bars label={t('distances')} bars={distances} format={(value) => format.number(value, 4)} max={Math.max(...distances.map(([, value]) => value))} />
        )}
        {shares.length === 0 ? null : <Bars label={t('probabilities')} bars={shares} format={(value) => format.percent(value, 2)} max={1} />}
      </>
    );
  }
  return <CodeBlock label={t('output')} code={JSON.stringify(prediction, null, 2)} />;
}

function entriesOf(value: unknown): [string, number][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .map(([name, share]): [string, number] => [name, Number(share)])
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12);
}

function Bars({ label, bars, format, max }: { label: string; bars: readonly [string, number][]; format: (value: number) => string; max: number }) {
  return (
    <ul aria-label={label} className="space-y-1.5">
      {bars.map(([name, value]) => (
        <li key={name} className="grid grid-cols-[minmax(0,7rem)_minmax(0,1fr)_5rem] items-center gap-3 text-[13px]">
          <span className="truncate" title={name}>
            {name}
          </span>
          <span aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <span className="block h-full rounded-full bg-accent-text" style={{ width: `${max === 0 ? 0 : (value / max) * 100}%` }} />
          </span>
          <span className="tabular text-right">{format(value)}</span>
        </li>
      ))}
    </ul>
  );
}
