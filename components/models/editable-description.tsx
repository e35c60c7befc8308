'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Textarea } from '@/components/ui/input';
import type { Model } from '@/services/models/schemas';
import { modelQuery, updateModel } from './queries';

/** The model's description, edited in place. */
export function EditableDescription({ model }: { model: Model }) {
  const t = useTranslations('models');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (description: string) => updateModel(model.name, { description, revision: model.revision }),
    onSuccess: (saved) => {
      client.setQueryData(modelQuery(model.name).queryKey, saved);
      setText(null);
    },
  });
  if (text === null) {
    return (
      <div className="space-y-2">
        <p className="whitespace-pre-wrap break-words text-[13px]">
          {model.description === '' ? <span className="text-muted">{t('noDescription')}</span> : model.description}
        </p>
        <Allowed action="models:Update">
          <Button size="small" onClick={() => setText(model.description)}>
            {ui('edit')}
          </Button>
        </Allowed>
      </div>
    );
  }
  return (
    <div className="space-y-2">
      <Field label={t('description')}>
        <Textarea value={text} maxLength={2000} rows={4} autoFocus onChange={(event) => setText(event.target.value)} />
      </Field>
      {save.error === null ? null : <ErrorPanel error={save.error} />}
      <div className="flex gap-2">
        <Button size="small" tone="primary" pending={save.isPending} onClick={() => save.mutate(text)}>
          {ui('save')}
        </Button>
        <Button size="small" onClick={() => setText(null)}>
          {ui('cancel')}
        </Button>
      </div>
    </div>
  );
}
