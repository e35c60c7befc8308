'use client';
import { cloneElement, type ReactElement, type ReactNode, useId } from 'react';
import { classNames } from '@/components/ui/class-names';

interface ControlProps {
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

interface FieldProps {
  label: ReactNode;
  /** Stands under the label: what is expected. */
  hint?: ReactNode;
  /** What is wrong, as a sentence. */
  error?: string | null;
  /** Beside the label: a unit, "optional". */
  aside?: ReactNode;
  children: ReactElement<ControlProps>;
  className?: string;
}

/** A control with its label, hint and error, tied together for screen readers. */
export function Field({ label, hint, error = null, aside, children, className }: FieldProps) {
  const id = useId();
  const controlId = children.props.id ?? id;
  const described = [hint === undefined ? null : `${id}-hint`, error === null ? null : `${id}-error`].filter((one) => one !== null).join(' ');
  return (
    <div className={classNames('min-w-0 space-y-1', className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={controlId} className="font-medium text-[13px]">
          {label}
        </label>
        {aside === undefined ? null : <span className="text-muted text-xs">{aside}</span>}
      </div>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </p>
      )}
      {cloneElement(children, { id: controlId, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error !== null || undefined })}
      {error === null ? null : (
        <p id={`${id}-error`} className="text-bad text-xs">
          {error}
        </p>
      )}
    </div>
  );
}

/** A checkbox with its words to the right. */
export function CheckField({ label, hint, children }: { label: ReactNode; hint?: ReactNode; children: ReactElement<ControlProps> }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <span className="pt-0.5">{cloneElement(children, { id, 'aria-describedby': hint === undefined ? undefined : `${id}-hint` })}</span>
      <div className="min-w-0">
        <label htmlFor={id} className="text-[13px]">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
