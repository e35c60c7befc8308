'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input, Select, Textarea } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast';
import { tasks } from '@/core/signature';
import { freedomOf, hasFreedom } from '@/core/signature-freedom';
import type { SignatureChangeInput, Version } from '@/services/versions/schemas';
import { updateVersion, versionQuery } from './queries';
import { specChangeOf, valuesOf } from './spec-fields';
import { SpecInputs } from './spec-inputs';

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

/** What may be corrected of a signature: the task, names of classes and columns, and what the file does not say of datatypes and shapes. */
export function SignatureForm({ version, signature, onClose }: { version: Version; signature: Signature; onClose: () => void }) {
  const t = useTranslations('versions');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [task, setTask] = useState(signature.task);
  const [labels, setLabels] = useState(textOf(signature.labels));
  const named = signature.inputs.filter(({ shape }) => shape.length > 1 && (shape.at(-1) ?? -1) > 1);
  const [columns, setColumns] = useState(() => Object.fromEntries(named.map((input) => [input.name, textOf(input.columns)])));
  const freedom = freedomOf(version.framework, signature, version.wishes);
  const now = Object.fromEntries(signature.inputs.map(({ name, datatype }) => [name, datatype]));
  const [before] = useState(() => valuesOf(freedom, now));
  const [specs, setSpecs] = useState(before);
  const changedSpecs = specChangeOf(freedom, before, specs);
  const save = useMutation({
    mutationFn: () => {
      const changed = named.filter((input) => columns[input.name] !== textOf(input.columns));
      const change = {
        task,
        ...(task !== 'classify' || labels === textOf(signature.labels) ? {} : { labels: listOf(labels) }),
        ...(changed.length === 0 ? {} : { columns: Object.fromEntries(changed.map(({ name }) => [name, listOf(columns[name])])) }),
        ...changedSpecs,
      };
      return updateVersion(version.model, version.version, { signature: change as SignatureChangeInput, revision: version.revision });
    },
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(version.model, version.version).queryKey, saved);
      showToast(t(saved.state === 'Checking' ? 'correct.begun' : 'correct.done'));
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
      {hasFreedom(freedom) ? (
        <div className="max-w-3xl space-y-3">
          <h3 className="font-medium text-[13px]">{t('correct.specs')}</h3>
          {freedom.map((one) => (
            <SpecInputs
              key={one.name}
              one={one}
              values={specs}
              onChange={setSpecs}
              faultOf={faultOf}
              said={version.wishes.datatypes?.[one.name] !== undefined}
            />
          ))}
        </div>
      ) : null}
      {changedSpecs === null ? null : (
        <Notice tone="warn" role="status" title={t('correct.checkAgain')}>
          {t('correct.checkAgainHint')}
        </Notice>
      )}
      {save.error === null ? null : <ErrorPanel error={save.error} />}
      <div className="flex gap-2">
        <Button size="small" tone="primary" pending={save.isPending} onClick={() => save.mutate()}>
          {changedSpecs === null ? ui('save') : t('correct.saveAndCheck')}
        </Button>
        <Button size="small" onClick={onClose}>
          {ui('cancel')}
        </Button>
      </div>
    </div>
  );
}
