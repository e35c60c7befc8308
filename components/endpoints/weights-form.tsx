'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import type { Endpoint } from '@/services/endpoints/schemas';
import { updateWeights } from './queries';
import { sharesOf } from './traffic-bar';
import { useStateRefusal } from './use-state-refusal';

/** Weights of the variants that serve, with the share each weight comes to. Begins anew when the endpoint has changed. */
export function WeightsForm({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const client = useQueryClient();
  const refusal = useStateRefusal(endpoint);
  const [weights, setWeights] = useState(() => endpoint.variants.map((variant) => variant.desiredWeight));
  const save = useMutation({
    mutationFn: () => updateWeights(endpoint, Object.fromEntries(endpoint.variants.map((variant, i) => [variant.name, weights[i] ?? 0]))),
    onSuccess: () => showToast(t('settings.trafficSaved')),
    onSettled: () => client.invalidateQueries({ queryKey: ['endpoints'] }),
  });
  const shares = sharesOf(weights.map((weight) => ({ currentWeight: weight, desiredWeight: weight })));
  const change = (at: number, value: number): void => setWeights(weights.map((weight, i) => (i === at ? value : weight)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <ul className="space-y-2">
        {endpoint.variants.map((variant, i) => (
          <li key={variant.name} className="flex flex-wrap items-center gap-3 text-[13px]">
            <span className="w-56 truncate">{`${variant.name} · ${variant.model}@${variant.version}`}</span>
            <Input
              type="number"
              min={0}
              max={1000}
              step="any"
              required
              aria-label={t('settings.weightOf', { variant: variant.name })}
              value={weights[i]}
              onChange={(event) => change(i, event.target.valueAsNumber || 0)}
              className="w-28"
            />
            <span className="tabular text-muted">{t('settings.share', { percent: shares[i] ?? 0 })}</span>
          </li>
        ))}
      </ul>
      {save.error === null ? null : <ErrorPanel error={save.error} />}
      <Allowed action="endpoints:Deploy" refusal={refusal('weights')}>
        <Button type="submit" pending={save.isPending}>
          {t('settings.save')}
        </Button>
      </Allowed>
    </form>
  );
}
