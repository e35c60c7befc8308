'use client';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Button, IconButton } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { ScalingSchedule } from '@/core/scaling/types';

interface ScheduleFieldsProps {
  schedules: readonly ScalingSchedule[];
  onChange: (schedules: readonly ScalingSchedule[]) => void;
  error: unknown;
}

const days = [1, 2, 3, 4, 5, 6, 7] as const;

/** Other bounds for some hours: office hours, off at night. Of several that hold at once the first one counts. */
export function ScheduleFields({ schedules, onChange, error }: ScheduleFieldsProps) {
  const t = useTranslations('scaling');
  const change = (at: number, more: Partial<ScalingSchedule>): void => onChange(schedules.map((one, i) => (i === at ? { ...one, ...more } : one)));
  const add = (): void => {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    onChange([...schedules, { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', timeZone, minInstances: 1, maxInstances: 4 }]);
  };
  const fault = fieldError(error, 'scaling/schedules');
  return (
    <fieldset className="space-y-2">
      <legend className="font-medium text-[13px]">{t('schedule.title')}</legend>
      <p className="text-muted text-xs">{t('schedule.text')}</p>
      {schedules.map((schedule, i) => (
        <div key={i} className="space-y-2 rounded-md border border-line p-3">
          <div className="flex flex-wrap items-center gap-1">
            {days.map((day) => (
              <Button
                key={day}
                size="small"
                aria-pressed={schedule.days.includes(day)}
                tone={schedule.days.includes(day) ? 'plain' : 'quiet'}
                onClick={() => change(i, { days: schedule.days.includes(day) ? schedule.days.filter((one) => one !== day) : [...schedule.days, day].sort() })}
              >
                {t(`schedule.day${day}`)}
              </Button>
            ))}
            <IconButton label={t('schedule.remove')} onClick={() => onChange(schedules.filter((_one, at) => at !== i))} className="ml-auto">
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </div>
          <div className="grid grid-cols-2 items-end gap-2 lg:grid-cols-5">
            <Field label={t('schedule.from')}>
              <Input type="time" value={schedule.from} onChange={(event) => change(i, { from: event.target.value })} />
            </Field>
            <Field label={t('schedule.to')}>
              <Input type="time" value={schedule.to} onChange={(event) => change(i, { to: event.target.value })} />
            </Field>
            <Field label={t('schedule.zone')}>
              <Input value={schedule.timeZone} onChange={(event) => change(i, { timeZone: event.target.value })} />
            </Field>
            <Field label={t('schedule.min')}>
              <Input type="number" min={0} value={schedule.minInstances} onChange={(event) => change(i, { minInstances: event.target.valueAsNumber || 0 })} />
            </Field>
            <Field label={t('schedule.max')}>
              <Input type="number" min={0} value={schedule.maxInstances} onChange={(event) => change(i, { maxInstances: event.target.valueAsNumber || 0 })} />
            </Field>
          </div>
        </div>
      ))}
      {fault === null ? null : <p className="text-bad text-xs">{fault}</p>}
      <Button size="small" icon={<Plus aria-hidden className="size-3.5" />} onClick={add}>
        {t('schedule.add')}
      </Button>
    </fieldset>
  );
}
