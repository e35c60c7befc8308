'use client';
import { CircleCheck, CircleSlash } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { Section } from '@/components/ui/section';
import type { Parity, Version } from '@/services/versions/schemas';

/** Whether the model was converted, and the proof that it answers as its original does. Nothing for models that came as ONNX. */
export function ParityCard({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const say = useSentence();
  const { parity } = version;
  if (parity === null) return null;
  const converted = parity.verdict === 'Passed';
  return (
    <Section flush title={t('parity.title')} description={t('parity.hint')}>
      <p className="flex items-start gap-2 px-4 py-2.5 text-[13px]">
        {converted ? (
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
        ) : (
          <CircleSlash aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        )}
        <span className="min-w-0 break-words">
          <span className="font-medium">
            {converted ? t('parity.converted', { precision: parity.precision }) : t('parity.native', { toolchain: version.toolchain ?? '' })}
          </span>
          {parity.why === '' ? null : <span className="block text-muted text-xs">{say(parity, 'why')}</span>}
        </span>
      </p>
      {parity.outputs.length === 0 ? null : <Outputs parity={parity} />}
      <Facts parity={parity} />
    </Section>
  );
}

function Outputs({ parity }: { parity: Parity }) {
  const t = useTranslations('versions');
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <div className="overflow-x-auto border-line border-t">
      <table className="w-full text-[13px]" aria-label={t('parity.title')}>
        <thead className="text-left text-muted text-xs">
          <tr>
            {(['output', 'maxAbs', 'meanAbs', 'agreement'] as const).map((column) => (
              <th key={column} scope="col" className="h-8 whitespace-nowrap px-3 font-medium first:pl-4">
                {t(`parity.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parity.outputs.map((output) => (
            <tr key={output.name} className="h-9 border-line border-t">
              <td className="px-3 pl-4 font-medium">{output.name}</td>
              <td className="tabular px-3">{output.labelAgreement === null ? exponent(output.maxAbs) : '–'}</td>
              <td className="tabular px-3">{output.labelAgreement === null ? exponent(output.meanAbs) : '–'}</td>
              <td className="tabular px-3">{output.labelAgreement === null ? '–' : percent.format(output.labelAgreement)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ parity }: { parity: Parity }) {
  const t = useTranslations('versions');
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const { before, after } = parity.msPerRow;
  const facts = [
    t('parity.samples', { samples: parity.samples }),
    ...(parity.ofDataSample === undefined ? [] : [t('parity.ofDataSample', { rows: parity.ofDataSample })]),
    ...(parity.outputs.length === 0 ? [] : [t('parity.tolerance', { tolerance: exponent(parity.tolerance) })]),
    ...(parity.batchInvariant === null ? [] : [t(parity.batchInvariant ? 'parity.batchAlike' : 'parity.batchDiffers')]),
    after === null
      ? t('parity.rowBefore', { before: number.format(before) })
      : t('parity.rowTimes', { before: number.format(before), after: number.format(after) }),
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 border-line border-t px-4 py-2.5 text-muted text-xs">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

/** Differences as scientists write them: 1.7e-7. */
function exponent(value: number): string {
  return value === 0 ? '0' : value >= 1e300 ? '∞' : value.toExponential(1);
}
