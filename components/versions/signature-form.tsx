'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input, Select, Textarea } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { tasks } from '@/core/signature';
import type { Version } from '@/services/versions/schemas';
import { updateVersion, versionQuery } from './queries';

type Signature = NonNullable<Version['signature']>;

/** Names with commas or line breaks between. */
const listOf = (text: string): string[] | null => {
  const names = text
    .split(/[,\n，]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? null : names;
};
const textOf = (names: readonly string[] | undefined): string => names?.join(', ') ?? '';

/** What may be corrected of a signature: the task, names of classes, names of columns. */
export function SignatureForm({ version, signature, onClose }: { version: Version; signature: Signature; onClose: () => void }) {
  const t = useTranslations('versions');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [task, setTask] = useState(signature.task);
  const [labels, setLabels] = useState(textOf(signature.labels));
  const named = signature.inputs.filter(({ shape }) => shape.length > 1 && (shape.at(-1) ?? -1) > 1);
  const [columns, setColumns] = useState(() => Object.fromEntries(named.map((input) => [input.name, textOf(input.columns)])));
  const save = useMutation({
    mutationFn: () => {
      const changed = named.filter((input) => columns[input.name] !== textOf(input.columns));
      const change = {
        task,
        ...(task !== 'classify' || labels === textOf(signature.labels) ? {} : { labels: listOf(labels) }),
        ...(changed.length === 0 ? {} : { columns: Object.fromEntries(changed.map(({ name }) => [name, listOf(columns[name])])) }),
      };
      return updateVersion(version.model, version.version, { signature: change, revision: version.revision });
    },
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(version.model, version.version).queryKey, saved);
      showToast(t('correct.done'));
      onClose();
    },
  });
  const faultOf = (name: string): string | null => fieldError(save.error, name);
  return (
    <div className="space-y-3 border-line border-t p-4">
      <p className="text-muted text-xs">{t('correct.hint')}</p>
      <Field label={t('compare.task')} error={faultOf('signature/task')} className="max-w-60">
        <Select value={task} onChange={(event) => setTask(tasks.find((one) => one === event.target.value) ?? task)}>
          {tasks.map((one) => (
            <option key={one} value={one}>
              {t(`tasks.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      {task === 'classify' ? (
        <Field label={t('labels')} hint={t('correct.labelsHint')} error={faultOf('signature/labels')} className="max-w-xl">
          <Textarea value={labels} rows={2} spellCheck={false} onChange={(event) => setLabels(event.target.value)} />
        </Field>
      ) : null}
      {named.map(({ name, shape }) => (
        <Field
          key={name}
          label={t('correct.columns', { input: name })}
          hint={t('correct.columnsHint', { columns: shape.at(-1) ?? 0 })}
          error={faultOf(`signature/columns/${name}`)}
          className="max-w-xl"
        >
          <Input value={columns[name]} spellCheck={false} onChange={(event) => setColumns({ ...columns, [name]: event.target.value })} />
        </Field>
      ))}
      {save.error === null ? null : <ErrorPanel error={save.error} />}
      <div className="flex gap-2">
        <Button size="small" tone="primary" pending={save.isPending} onClick={() => save.mutate()}>
          {ui('save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {ui('cancel')}
        </Button>
      </div>
    </div>
  );
}
