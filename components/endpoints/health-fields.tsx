'use client';
import { useTranslations } from 'next-intl';
import { NumberField } from '@/components/deploy/number-field';
import { CheckField } from '@/components/forms/field';
import { Checkbox } from '@/components/ui/input';
import type { Health } from '@/services/replica-health/schemas';

interface HealthFieldsProps {
  health: Health;
  onChange: (health: Health) => void;
}

/** How the replicas of a config are checked while they serve. */
export function HealthFields({ health, onChange }: HealthFieldsProps) {
  const t = useTranslations('endpoints.healthFields');
  const change = (changes: Partial<Health>): void => onChange({ ...health, ...changes });
  return (
    <fieldset className="min-w-0 space-y-3">
      <legend className="sr-only">{t('title')}</legend>
      <CheckField label={t('golden')} hint={t('goldenHint')}>
        <Checkbox checked={health.golden} onChange={(event) => change({ golden: event.target.checked })} />
      </CheckField>
      {health.golden ? (
        <div className="grid grid-cols-1 items-end gap-4 sm:grid-cols-2">
          <NumberField
            label={t('period')}
            unit={t('seconds')}
            value={health.periodSeconds}
            min={1}
            max={3_600}
            onChange={(periodSeconds) => change({ periodSeconds })}
          />
          <NumberField
            label={t('timeout')}
            unit={t('milliseconds')}
            value={health.timeoutMs}
            min={10}
            max={60_000}
            onChange={(timeoutMs) => change({ timeoutMs })}
          />
          <NumberField label={t('failures')} value={health.failuresMax} min={1} max={20} onChange={(failuresMax) => change({ failuresMax })} />
          <NumberField label={t('successes')} value={health.successes} min={1} max={20} onChange={(successes) => change({ successes })} />
        </div>
      ) : null}
    </fieldset>
  );
}
