'use client';
import { useTranslations } from 'next-intl';
import { CodeBlock } from '@/components/ui/code-block';
import { Tabs } from '@/components/ui/tabs';
import type { Version } from '@/services/versions/schemas';
import { DrawingPad } from './drawing-pad';
import { FormInput } from './form-input';
import { TextEditor } from './text-editor';
import type { Bench, InputMode } from './use-bench';

/** The ways to give an input: by drawing, by form, as JSON, as CSV. The body that will be sent always shows. */
export function InputPane({ bench, signature }: { bench: Bench; signature: Version['signature'] }) {
  const t = useTranslations('playground');
  const content: Record<InputMode, React.ReactNode> = {
    draw: (
      <DrawingPad
        values={bench.fields.map((field) => Number(bench.values[field.key] ?? 0))}
        onChange={(cells) => bench.setValues(Object.fromEntries(bench.fields.map((field, i) => [field.key, String(cells[i])])))}
      />
    ),
    form: <FormInput fields={bench.fields} values={bench.values} onChange={bench.setValues} problems={bench.problems} />,
    json: <TextEditor label={t('bodyAs', { format: 'JSON' })} value={bench.text} onChange={bench.setText} />,
    csv: <TextEditor label={t('bodyAs', { format: 'CSV' })} value={bench.text} onChange={bench.setText} />,
  };
  const byForm = bench.mode === 'form' || bench.mode === 'draw';
  return (
    <div className="space-y-4">
      <Tabs
        label={t('input')}
        value={bench.mode}
        onChange={bench.setMode}
        tabs={bench.modes.map((value) => ({ value, label: t(`modes.${value}`), content: content[value] }))}
      />
      {byForm ? (
        <div className="space-y-1.5">
          <p className="text-muted text-xs">{t('bodySent')}</p>
          <CodeBlock label={t('bodySent')} code={bench.call.body} wrap className="max-h-40 overflow-auto" />
        </div>
      ) : null}
      {signature === null ? <p className="text-muted text-xs">{t('noSignature')}</p> : null}
    </div>
  );
}
