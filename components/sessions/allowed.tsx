'use client';
import { cloneElement, type ReactElement } from 'react';
import { Tooltip } from '@/components/ui/tooltip';
import type { Action } from '@/core/policy/actions';
import { useRefusal } from './use-me';

interface Control {
  'aria-describedby'?: string;
  disabled?: boolean;
  'aria-disabled'?: boolean;
  onClick?: unknown;
  href?: string;
  className?: string;
}

interface AllowedProps {
  action: Action;
  /** Another reason why it is disabled now, such as the resource's state; shown when the permission is there. */
  refusal?: string | null;
  children: ReactElement<Control>;
}

/**
 * Wraps a button or link that changes something: without the permission it stays visible, is disabled, and says on hover and focus
 * (and to screen readers) which permission is missing.
 */
export function Allowed({ action, refusal, children }: AllowedProps) {
  const reason = useRefusal()(action) ?? refusal ?? null;
  if (reason === null) return children;
  // aria-disabled rather than disabled: a disabled control cannot be focused, so its reason could not be read by keyboard
  const inert = cloneElement(children, {
    'aria-disabled': true,
    onClick: (event: { preventDefault(): void; stopPropagation(): void }) => {
      event.preventDefault();
      event.stopPropagation();
    },
  });
  return <Tooltip content={reason}>{inert}</Tooltip>;
}
