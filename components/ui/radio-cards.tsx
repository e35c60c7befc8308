'use client';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';

interface RadioCardsProps<Value extends string> {
  label: string;
  value: Value | '';
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode; disabled?: boolean; aside?: ReactNode }[];
  onChange: (value: Value) => void;
  /** One below the other, for cards with more in them. */
  stacked?: boolean;
}

/** A choice of a few that deserve a sentence each. Real radio buttons: arrows move, the group is one stop. */
export function RadioCards<Value extends string>({ label, value, options, onChange, stacked = false }: RadioCardsProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="sr-only">{label}</legend>
      <div className={classNames('grid grid-cols-1 gap-2', !stacked && 'sm:grid-cols-2')}>
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'flex cursor-pointer items-start gap-3 rounded-lg border border-line bg-surface px-3 py-2.5 hover:border-line-strong has-checked:border-accent-text has-checked:bg-accent-soft has-disabled:cursor-not-allowed has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-focus-visible:outline-offset-2',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent focus-visible:outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium text-[13px]">{option.label}</span>
              {option.hint === undefined ? null : <span className="block text-muted text-xs">{option.hint}</span>}
            </span>
            {option.aside === undefined ? null : <span className="shrink-0 text-right text-xs">{option.aside}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
