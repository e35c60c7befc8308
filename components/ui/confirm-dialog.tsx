'use client';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { ErrorPanel } from './error-panel';
import { Input } from './input';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen and whom it touches. */
  children: ReactNode;
  /** The word on the button: the verb, never OK. */
  confirm: string;
  onConfirm: () => Promise<unknown>;
  /** Must be typed before an irreversible act. */
  typedName?: string;
  danger?: boolean;
}

/** Asks before a change; stays open with the whole problem when the change is refused. */
export function ConfirmDialog({ open, onOpenChange, title, children, confirm, onConfirm, typedName, danger = false }: ConfirmDialogProps) {
  const t = useTranslations('ui');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = (next: boolean): void => {
    setTyped('');
    setError(null);
    onOpenChange(next);
  };
  const run = async (): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      await onConfirm();
      close(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setPending(false);
    }
  };
  const ready = typedName === undefined || typed === typedName;
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={title}
      footer={
        <>
          <Button onClick={() => close(false)}>{t('cancel')}</Button>
          <Button tone={danger ? 'danger' : 'primary'} pending={pending} disabled={!ready} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="space-y-3 text-[13px]">
        <div className="text-muted">{children}</div>
        {typedName === undefined ? null : (
          <div className="space-y-1.5">
            <label htmlFor={id}>{t('typeName', { name: typedName })}</label>
            <Input id={id} value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} />
          </div>
        )}
        {error === null ? null : <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
