'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { frameworkName } from '@/components/models/framework-name';
import type { Version } from '@/services/versions/schemas';
import { useMetricText } from './metric-text';
import { trainerMetrics } from './metrics-of';
import { shapeText } from './signature-table';

export interface ComparedRow {
  readonly name: string;
  readonly values: readonly [string, string];
}

const none = '–';

/** What two versions are, line by line, in words; null until both are there. */
export function useComparison(left: Version | null, right: Version | null): ComparedRow[] | null {
  const t = useTranslations('versions');
  const states = useTranslations('states');
  const format = useFormat();
  const say = useMetricText();
  if (left === null || right === null) return null;
  const row = (name: string, say: (version: Version) => string | null): ComparedRow => ({ name, values: [say(left) ?? none, say(right) ?? none] });
  const list = (version: Version, kind: 'inputs' | 'outputs'): string | null =>
    version.signature === null
      ? null
      : version.signature[kind].map(({ name, datatype, shape }) => `${name} ${datatype} ${shapeText(shape, t('batch'))}`).join(', ');
  const names = (read: (version: Version) => object): string[] => [...new Set([left, right].flatMap((version) => Object.keys(read(version))))].sort();
  const known = names(({ metadata }) => metadata).filter((key) => key !== 'description' && key !== 'metrics');
  const isSame = isSameSample(left, right);
  const nameOf = (metric: string): string => (t.has(`metrics.${metric}`) ? t(`metrics.${metric}`) : metric);
  const measured = (version: Version, metric: string): string | null => {
    const value = version.evaluation?.metrics[metric];
    if (value === undefined) return null;
    return isSame ? say(metric, value) : `${say(metric, value)} (${version.dataSample?.filename ?? ''})`;
  };
  return [
    row(t('state'), (version) => states(version.state)),
    row(t('stage'), (version) => states(version.stage)),
    row(t('framework'), (version) => frameworkName(version.framework, version.frameworkVersion)),
    row(t('format'), (version) => version.format),
    row(t('compare.task'), (version) => (version.signature === null ? null : t(`tasks.${version.signature.task}`))),
    row(t('input'), (version) => list(version, 'inputs')),
    row(t('output'), (version) => list(version, 'outputs')),
    row(t('labels'), (version) => version.signature?.labels?.join(', ') ?? null),
    row(t('parity.title'), (version) => parityOf(version.parity)),
    row(t('compare.perRow'), (version) =>
      version.parity === null ? null : `${(version.parity.msPerRow.after ?? version.parity.msPerRow.before).toPrecision(2)} ms`,
    ),
    row(t('loadTime'), (version) => (version.loadMs === null ? null : format.ms(version.loadMs))),
    row(t('peakMemory'), (version) => (version.peakMemoryBytes === null ? null : format.bytes(version.peakMemoryBytes))),
    row(t('size'), (version) => format.bytes(version.files.reduce((sum, file) => sum + file.sizeBytes, 0))),
    ...names(({ evaluation }) => evaluation?.metrics ?? {}).map((metric) =>
      row(isSame ? t('compare.onSample', { metric: nameOf(metric), sample: left.dataSample?.filename ?? '' }) : nameOf(metric), (version) =>
        measured(version, metric),
      ),
    ),
    ...names(trainerMetrics).map((metric) =>
      row(t('compare.byTrainer', { metric: nameOf(metric) }), (version) => {
        const value = trainerMetrics(version)[metric];
        return value === undefined ? null : say(metric, value);
      }),
    ),
    ...known.map((key) => row(key, ({ metadata }) => (metadata[key] === undefined ? null : textOf(metadata[key])))),
    row(t('usedBy'), (version) => (version.usedBy.length === 0 ? t('unused') : version.usedBy.join(', '))),
    row(t('owner'), (version) => version.createdBy),
    row(t('notes'), (version) => version.notes || null),
  ];
}

/** Both were measured by the same rows. */
export function isSameSample({ dataSample: one }: Version, { dataSample: other }: Version): boolean {
  return one !== null && other !== null && one.sha256 === other.sha256 && one.target === other.target;
}

function parityOf(parity: Version['parity']): string | null {
  if (parity === null) return null;
  const worst = Math.max(0, ...parity.outputs.map((output) => output.maxAbs));
  return parity.verdict === 'Passed' ? `${parity.precision}, ≤ ${worst.toExponential(1)}` : parity.verdict;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
