'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
}

const widths = { small: 'max-w-md', medium: 'max-w-xl', large: 'max-w-3xl' };

/** A modal dialog. Its content is mounted only while it is open. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ onOpenChange, title, description, children, footer, size = 'small' }: Omit<DialogProps, 'open'>) {
  const t = useTranslations('ui');
  const id = useId();
  const box = useModal('[data-dialog-body] :is(input, select, textarea), [data-dialog-footer] button');
  return (
    <ModalBox
      ref={box}
      onClose={() => onOpenChange(false)}
      labelledBy={`${id}-title`}
      describedBy={description === undefined ? undefined : `${id}-description`}
      className={classNames(
        'mx-auto mt-[12vh] max-h-[76vh] w-[calc(100vw-2rem)] flex-col rounded-lg border border-line-strong bg-surface open:flex',
        widths[size],
      )}
    >
      <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
        <div className="min-w-0 space-y-1">
          <h2 id={`${id}-title`} className="break-words font-semibold text-[15px]">
            {title}
          </h2>
          {description === undefined ? null : (
            <div id={`${id}-description`} className="text-[13px] text-muted">
              {description}
            </div>
          )}
        </div>
        <button
          type="button"
          aria-label={t('close')}
          onClick={() => onOpenChange(false)}
          className="-mr-1 grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {children === undefined ? null : (
        <div data-dialog-body className="min-h-0 flex-1 overflow-y-auto px-5 py-2">
          {children}
        </div>
      )}
      {footer === undefined ? null : (
        <div data-dialog-footer className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">
          {footer}
        </div>
      )}
    </ModalBox>
  );
}

/** Opens the browser's own modal dialog on mount: it traps the focus, and gives it back when it is closed. @param first what takes the focus */
export function useModal(first: string) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    if (dialog === null) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(first)?.focus();
    return () => dialog.close();
  }, [first]);
  return box;
}

interface ModalBoxProps {
  ref: React.Ref<HTMLDialogElement>;
  onClose: () => void;
  labelledBy?: string;
  label?: string;
  describedBy?: string | undefined;
  className: string;
  children: ReactNode;
}

/** The box of a modal: closes on Escape and on a click beside it. */
export function ModalBox({ ref, onClose, labelledBy, label, describedBy, className, children }: ModalBoxProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={ref}
      aria-labelledby={labelledBy}
      aria-label={label}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={classNames('overflow-hidden p-0 text-fg backdrop:bg-backdrop', className)}
    >
      {children}
    </dialog>
  );
}
