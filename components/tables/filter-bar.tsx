'use client';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';

/** The row above a table: search, choices, and on the right what belongs to the whole list. */
export function FilterBar({ children, end, filtered = false, onClear }: { children: ReactNode; end?: ReactNode; filtered?: boolean; onClear?: () => void }) {
  const t = useTranslations('ui');
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2.5">
      {children}
      {filtered && onClear !== undefined ? (
        <Button tone="quiet" size="small" onClick={onClear}>
          {t('clearFilter')}
        </Button>
      ) : null}
      {end === undefined ? null : <div className="ml-auto flex items-center gap-2">{end}</div>}
    </search>
  );
}

/** Searches while one types, 200 ms after the last key. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), 200);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <Input type="search" aria-label={label} placeholder={label} value={text} onChange={(event) => setText(event.target.value)} className="pl-8" />
    </div>
  );
}

interface FilterChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One choice out of several, or all of them. */
export function FilterChoice({ label, value, options, onChange }: FilterChoiceProps) {
  const t = useTranslations('ui');
  return (
    <Select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} className="w-auto min-w-36">
      <option value="">{t('all', { what: label })}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
