'use client';
import { Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/forms/field';
import { useSentence } from '@/components/i18n/use-sentence';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import type { InputFreedom } from '@/core/signature-freedom';
import type { SpecValues } from './spec-fields';

interface SpecProps {
  readonly one: InputFreedom;
  readonly values: SpecValues;
  readonly onChange: (values: SpecValues) => void;
  /** What the server found wrong with a field of the change. */
  readonly faultOf: (name: string) => string | null;
  /** A person said its datatype, which can be taken back. */
  readonly said: boolean;
}

/** Datatype and shape of one input, as far as the file leaves them to a person, each with the reason why it is so. */
export function SpecInputs(props: SpecProps) {
  const { one } = props;
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="px-1 font-mono text-xs">{one.name}</legend>
      <div className="grid grid-cols-1 items-end gap-3 md:grid-cols-2">
        <DatatypeField {...props} />
        <ShapeFields {...props} />
      </div>
      {one.columns.length === 0 ? null : <ColumnDatatypes {...props} />}
    </fieldset>
  );
}

function DatatypeField({ one, values, onChange, faultOf, said }: SpecProps) {
  const t = useTranslations('versions.correct');
  const say = useSentence();
  const set = (datatype: string): void => onChange({ ...values, datatypes: { ...values.datatypes, [one.name]: datatype } });
  return (
    <Field label={t('datatype', { input: one.name })} hint={say(one.whyDatatype)} error={faultOf(`signature/datatypes/${one.name}`)}>
      <Select value={values.datatypes[one.name]} disabled={one.datatypes.length === 1} onChange={(event) => set(event.target.value)}>
        {said ? <option value="">{t('asFound')}</option> : null}
        {one.datatypes.map((datatype) => (
          <option key={datatype} value={datatype}>
            {datatype}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function ShapeFields({ one, values, onChange, faultOf }: SpecProps) {
  const t = useTranslations('versions.correct');
  const say = useSentence();
  const sizes = values.sizes[one.name];
  const set = (next: readonly string[]): void => onChange({ ...values, sizes: { ...values.sizes, [one.name]: next } });
  const isOpen = (place: number): boolean => one.anyRank || (one.dimensions[place]?.isOpen ?? true);
  const fault = faultOf(`signature/shapes/${one.name}`);
  const hint = !one.anyRank && one.dimensions.some(({ isOpen: open }) => open) ? ` ${t('anyHint')}` : '';
  return (
    <fieldset className="min-w-0 space-y-1">
      <legend className="font-medium text-[13px]">{t('shape', { input: one.name })}</legend>
      <p className="text-muted text-xs">
        {say(one.whyShape)}
        {hint}
      </p>
      <div className="flex flex-wrap items-center gap-1.5">
        {sizes.map((size, place) => (
          <Input
            key={place}
            className="w-20 tabular"
            inputMode="numeric"
            aria-label={t('dimension', { place: place + 1, input: one.name })}
            aria-invalid={fault !== null || undefined}
            placeholder={one.anyRank ? '' : t('any')}
            value={size}
            disabled={!isOpen(place)}
            onChange={(event) => set(sizes.map((known, i) => (i === place ? event.target.value : known)))}
          />
        ))}
        {one.anyRank ? (
          <>
            <Button
              size="small"
              aria-label={t('removeDimension', { input: one.name })}
              icon={<Minus aria-hidden className="size-4" />}
              disabled={sizes.length < 2}
              onClick={() => set(sizes.slice(0, -1))}
            />
            <Button
              size="small"
              aria-label={t('addDimension', { input: one.name })}
              icon={<Plus aria-hidden className="size-4" />}
              disabled={sizes.length > 7}
              onClick={() => set([...sizes, ''])}
            />
          </>
        ) : null}
      </div>
      {fault === null ? null : (
        <p role="alert" className="text-bad text-xs">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function ColumnDatatypes({ one, values, onChange, faultOf }: SpecProps) {
  const t = useTranslations('versions.correct');
  const table = values.datatypes[one.name];
  const set = (column: string, datatype: string): void => onChange({ ...values, datatypes: { ...values.datatypes, [column]: datatype } });
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-[13px]">{t('ownColumns', { input: one.name })}</summary>
      <div className="mt-2 grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {one.columns.map((column) => (
          <Field key={column} label={column} error={faultOf(`signature/datatypes/${column}`)}>
            <Select value={values.datatypes[column] ?? ''} onChange={(event) => set(column, event.target.value)}>
              <option value="">{t('asTable', { datatype: table === '' ? t('asFound') : table })}</option>
              {one.datatypes.map((datatype) => (
                <option key={datatype} value={datatype}>
                  {datatype}
                </option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
    </details>
  );
}
