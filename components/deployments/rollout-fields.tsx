'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { HealthFields } from '@/components/endpoints/health-fields';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { modelsQuery } from '@/components/models/queries';
import { Input, Select } from '@/components/ui/input';
import { versionsQuery } from '@/components/versions/queries';
import type { Strategy } from '@/services/deployments/strategy';
import type { InstanceType } from '@/services/instances/schemas';
import type { RolloutDraft } from './rollout-draft';
import { StrategyFields } from './strategy-fields';

interface RolloutFieldsProps {
  draft: RolloutDraft;
  onChange: (draft: RolloutDraft) => void;
  types: readonly InstanceType[];
  strategy: Strategy;
  onStrategy: (strategy: Strategy) => void;
  /** The API's answer to the last try: what it found wrong stands at its field. */
  error: unknown;
}

export function RolloutFields({ draft, onChange, types, strategy, onStrategy, error }: RolloutFieldsProps) {
  const t = useTranslations('deployments');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <VersionFields draft={draft} onChange={onChange} error={error} />
      <TypeField draft={draft} onChange={onChange} types={types} error={error} />
      <StrategyFields strategy={strategy} onChange={onStrategy} error={error} />
      <NumberField
        label={t('new.instances')}
        value={draft.instances}
        min={1}
        max={64}
        error={fieldError(error, 'initialInstances')}
        onChange={(instances) => onChange({ ...draft, instances })}
      />
      <NumberField
        label={t('new.replicas')}
        value={draft.replicasPerInstance}
        min={1}
        max={64}
        error={fieldError(error, 'replicasPerInstance')}
        onChange={(replicasPerInstance) => onChange({ ...draft, replicasPerInstance })}
      />
      <NumberField
        label={t('new.concurrency')}
        value={draft.concurrency}
        min={1}
        max={4096}
        error={fieldError(error, 'concurrency')}
        onChange={(concurrency) => onChange({ ...draft, concurrency })}
      />
      <NumberField
        label={t('new.timeout')}
        value={draft.timeoutSeconds}
        min={0.01}
        max={900}
        step="any"
        error={fieldError(error, 'timeoutMs')}
        onChange={(timeoutSeconds) => onChange({ ...draft, timeoutSeconds })}
      />
      <div className="sm:col-span-2">
        <HealthFields health={draft.health} onChange={(health) => onChange({ ...draft, health })} />
      </div>
    </div>
  );
}

type Part = Pick<RolloutFieldsProps, 'draft' | 'onChange' | 'error'>;

function VersionFields({ draft, onChange, error }: Part) {
  const t = useTranslations('deployments');
  const models = useQuery(modelsQuery({ limit: 200 }));
  const versions = useQuery({ ...versionsQuery(draft.model), enabled: draft.model !== '' });
  const ready = versions.data?.items.filter((version) => version.state === 'Ready' && version.stage !== 'Archived') ?? [];
  const nothing = versions.data !== undefined && ready.length === 0;
  return (
    <>
      <Field label={t('new.model')} error={fieldError(error, 'model')}>
        <Select required value={draft.model} onChange={(event) => onChange({ ...draft, model: event.target.value, version: null })}>
          <option value="">{t('new.choose')}</option>
          {models.data === undefined && draft.model !== '' ? <option value={draft.model}>{draft.model}</option> : null}
          {models.data?.items.map((model) => (
            <option key={model.id} value={model.name}>
              {model.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('new.version')} error={nothing ? t('new.noReady') : fieldError(error, 'version')}>
        <Select
          required
          value={draft.version === null ? '' : String(draft.version)}
          onChange={(event) => onChange({ ...draft, version: event.target.value === '' ? null : Number(event.target.value) })}
        >
          <option value="">{t('new.choose')}</option>
          {versions.data === undefined && draft.version !== null ? <option value={draft.version}>{draft.version}</option> : null}
          {ready.map((version) => (
            <option key={version.version} value={version.version}>
              {version.stage === 'None' ? version.version : `${version.version} (${version.stage})`}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}

function TypeField({ draft, onChange, types, error }: Part & { types: readonly InstanceType[] }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const say = useSentence();
  return (
    <Field label={t('new.instanceType')} error={fieldError(error, 'instanceType')}>
      <Select value={draft.instanceType} onChange={(event) => onChange({ ...draft, instanceType: event.target.value })}>
        {types.some((type) => type.name === draft.instanceType) ? null : <option value={draft.instanceType}>{draft.instanceType}</option>}
        {types.map((type) => (
          <option key={type.name} value={type.name} disabled={!type.available}>
            {type.available
              ? t('new.typeSize', { name: type.name, cpus: format.number(type.cpus, 2), memory: format.bytes(type.memoryBytes) })
              : t('new.typeUnavailable', { name: type.name, reason: say(type, 'reason') })}
          </option>
        ))}
      </Select>
    </Field>
  );
}

interface NumberFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number | 'any';
  error: string | null;
  onChange: (value: number) => void;
}

function NumberField({ label, value, min, max, step = 1, error, onChange }: NumberFieldProps) {
  return (
    <Field label={label} error={error}>
      <Input
        type="number"
        required
        min={min}
        max={max}
        step={step}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </Field>
  );
}
