'use client';
import type { ReactNode } from 'react';

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange: (value: Value) => void;
}

/** A few short choices side by side, one of which holds: a time range, a grouping. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset className="inline-flex h-7 rounded-md border border-line-strong bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="rounded-sm px-2 text-muted text-xs hover:text-fg aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-fg"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
