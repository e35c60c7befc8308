'use client';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Input, Select } from '@/components/ui/input';
import type { Strategy } from '@/services/deployments/strategy';

interface StrategyFieldsProps {
  strategy: Strategy;
  onChange: (strategy: Strategy) => void;
  error: unknown;
}

const begun: Record<Strategy['type'], Strategy> = {
  'blue-green': { type: 'blue-green' },
  'all-at-once': { type: 'blue-green' }, // the API's other name for it
  canary: { type: 'canary', percent: 10, bakeSeconds: 300 },
  linear: { type: 'linear', percent: 20, bakeSeconds: 120 },
};

/** How traffic moves: at once, or in steps that bake. */
export function StrategyFields({ strategy, onChange, error }: StrategyFieldsProps) {
  const t = useTranslations('deployments');
  return (
    <>
      <Field label={t('new.strategy')}>
        <Select value={strategy.type} onChange={(event) => onChange(begun[event.target.value as Strategy['type']] ?? begun['blue-green'])}>
          <option value="blue-green">{t('new.blueGreen')}</option>
          <option value="canary">{t('new.canary')}</option>
          <option value="linear">{t('new.linear')}</option>
        </Select>
      </Field>
      {strategy.type === 'canary' || strategy.type === 'linear' ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t('new.percent')} error={fieldError(error, 'percent')}>
            <Input
              type="number"
              required
              min={strategy.type === 'canary' ? 0.1 : 5}
              max={strategy.type === 'canary' ? 90 : 50}
              step="any"
              value={Number.isNaN(strategy.percent) ? '' : strategy.percent}
              onChange={(event) => onChange({ ...strategy, percent: event.target.valueAsNumber })}
            />
          </Field>
          <Field label={t('new.bakeSeconds')} error={fieldError(error, 'bakeSeconds')}>
            <Input
              type="number"
              required
              min={10}
              max={86_400}
              value={Number.isNaN(strategy.bakeSeconds) ? '' : strategy.bakeSeconds}
              onChange={(event) => onChange({ ...strategy, bakeSeconds: event.target.valueAsNumber })}
            />
          </Field>
        </div>
      ) : null}
    </>
  );
}
