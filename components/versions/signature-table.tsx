'use client';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { Badge } from '@/components/ui/badge';
import type { Version } from '@/services/versions/schemas';

type Signature = NonNullable<Version['signature']>;

/** `[-1, 4]` as people read it: the free dimension has a word. */
export function shapeText(shape: readonly number[], free: string): string {
  return shape.length === 0 ? '[]' : `[${shape.map((size, i) => (size === -1 ? (i === 0 ? free : '?') : String(size))).join(', ')}]`;
}

/** Inputs and outputs of a version: name, datatype, shape, meaning. */
export function SignatureTable({ signature }: { signature: Signature }) {
  const t = useTranslations('versions');
  const say = useSentence();
  const rows = [
    ...signature.inputs.map((input) => ({ ...input, kind: t('input'), meaning: input.columns === undefined ? '' : input.columns.join(', ') })),
    ...signature.outputs.map((output) => ({ ...output, kind: t('output'), meaning: t(`roles.${output.role}`) })),
  ];
  return (
    <div>
      <p className="flex flex-wrap items-center gap-2 px-4 py-2.5 text-[13px]">
        <Badge tone="accent">{t(`tasks.${signature.task}`)}</Badge>
        {signature.taskReason === undefined ? null : <span className="text-muted">{say(signature, 'taskReason')}</span>}
      </p>
      <div className="overflow-x-auto border-line border-t">
        <table className="w-full text-[13px]" aria-label={t('signature')}>
          <thead className="text-left text-muted text-xs">
            <tr>
              {(['direction', 'name', 'datatype', 'shape', 'meaning'] as const).map((column) => (
                <th key={column} scope="col" className="h-8 whitespace-nowrap px-3 font-medium first:pl-4">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.kind} ${row.name}`} className="h-9 border-line border-t">
                <td className="whitespace-nowrap px-3 pl-4 text-muted">{row.kind}</td>
                <td className="px-3 font-medium">{row.name}</td>
                <td className="px-3">
                  <code className="text-xs">{row.datatype}</code>
                </td>
                <td className="whitespace-nowrap px-3">
                  <code className="text-xs">{shapeText(row.shape, t('batch'))}</code>
                </td>
                <td className="min-w-32 px-3 text-muted">{row.meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {signature.labels === undefined ? null : (
        <p className="border-line border-t px-4 py-2.5 text-[13px]">
          <span className="text-muted">{t('labels')}: </span>
          {signature.labels.join(', ')}
        </p>
      )}
    </div>
  );
}
