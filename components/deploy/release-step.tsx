'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { endpointsQuery } from '@/components/endpoints/queries';
import { Field } from '@/components/forms/field';
import { Input, Select } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { RadioCards } from '@/components/ui/radio-cards';
import { isName } from './model-name';
import { nameTakenQuery } from './queries';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** Under which name callers reach it: a new endpoint, or one that is there and changes over without a failed request. */
export function ReleaseStep({ data, update, go }: StepProps) {
  const t = useTranslations('deploy');
  const { release } = data;
  const endpoints = useQuery(endpointsQuery({ limit: 200 }));
  const [touched, setTouched] = useState(false);
  const valid = isName(release.endpoint);
  const taken = useQuery({ ...nameTakenQuery(release.endpoint), enabled: release.mode === 'new' && valid });
  const names = endpoints.data?.items ?? [];
  const current = names.find((endpoint) => endpoint.name === release.endpoint);
  const nobody = endpoints.data?.items.length === 0;
  useEffect(() => {
    if (release.mode === 'new' && release.endpoint === '') void update({ release: { ...release, endpoint: data.model } });
  }, [release, data.model, update]);
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const error = !valid ? (touched ? t('nameInvalid') : null) : taken.data === true ? t('endpointTaken', { name: release.endpoint }) : null;
  return (
    <StepFrame title={t('step.release')} description={t('releaseLead')} onBack={() => go('compute')} onNext={() => go('review')} blocked={reasonToWait()}>
      <RadioCards
        label={t('step.release')}
        value={release.mode}
        onChange={(mode) => void update({ release: { mode, endpoint: mode === 'new' ? data.model : '' } })}
        options={[
          { value: 'new', label: t('newEndpoint'), hint: t('newEndpointHint') },
          { value: 'existing', label: t('existingEndpoint'), hint: nobody ? t('noEndpoints') : t('existingEndpointHint'), disabled: nobody },
        ]}
      />
      {release.mode === 'new' ? (
        <Field label={t('endpointName')} hint={t('nameRule')} error={error} className="max-w-md">
          <Input
            value={release.endpoint}
            maxLength={63}
            spellCheck={false}
            onBlur={() => setTouched(true)}
            onChange={(event) => void update({ release: { ...release, endpoint: event.target.value.trim() } })}
          />
        </Field>
      ) : (
        <Field label={t('endpoint')} className="max-w-md">
          <Select
            value={release.endpoint}
            disabled={endpoints.data === undefined}
            onChange={(event) => void update({ release: { ...release, endpoint: event.target.value } })}
          >
            <option value="" disabled>
              {t('chooseEndpoint')}
            </option>
            {names.map((endpoint) => (
              <option key={endpoint.id} value={endpoint.name}>
                {endpoint.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {valid ? (
        <p className="text-[13px]">
          <span className="text-muted">{t('callersUse')}: </span>
          <code className="break-all text-xs">{`${origin}/v1/endpoints/${release.endpoint}/predict`}</code>
        </p>
      ) : null}
      {release.mode === 'existing' && current !== undefined ? (
        <Notice tone="info" title={t('blueGreenTitle')}>
          {t('blueGreenText', {
            now: current.variants.map((variant) => `${variant.model}@${variant.version}`).join(', ') || '–',
            next: `${data.model}@${data.version ?? ''}`,
          })}
        </Notice>
      ) : null}
    </StepFrame>
  );

  function reasonToWait(): string | null {
    if (!valid) return release.mode === 'new' ? t('nameRule') : t('needEndpoint');
    if (release.mode === 'existing') return null;
    if (taken.data === true) return t('endpointTaken', { name: release.endpoint });
    return taken.data === undefined && taken.error === null ? t('checkingName') : null;
  }
}
