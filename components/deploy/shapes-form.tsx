'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

/** Stands in the wizard's own form. Asks for the shape of one row where the files do not have it: `data` and `3, 224, 224`. */
export function ShapesForm({ input, onShapes }: { input: string; onShapes: (shapes: Record<string, number[]>) => void }) {
  const t = useTranslations('deploy.shapes');
  const [name, setName] = useState(input);
  const [sizes, setSizes] = useState('');
  const read = sizes
    .split(/[\s,×x]+/)
    .filter((size) => size !== '')
    .map(Number);
  const isGood = name.trim() !== '' && read.length > 0 && read.every((size) => Number.isInteger(size) && size > 0);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t('input')} className="w-40">
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('sizes')} hint={t('sizesHint')} className="w-56">
        <Input value={sizes} placeholder="3, 224, 224" inputMode="numeric" onChange={(event) => setSizes(event.target.value)} />
      </Field>
      <Button disabled={!isGood} onClick={() => onShapes({ [name.trim()]: read })}>
        {t('check')}
      </Button>
    </div>
  );
}
