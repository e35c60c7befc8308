'use client';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { type Toast, toastStore } from './toast-store';

export { showToast } from './toast-store';

const none: readonly Toast[] = [];

/** Where toasts show. Read out politely; they stay while the pointer or the focus is on them. */
export function ToastRegion({ children }: { children: ReactNode }) {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.all, () => none);
  return (
    <>
      {children}
      <div role="status" className="fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 empty:hidden">
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} />
        ))}
      </div>
    </>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const t = useTranslations('ui');
  const [held, setHeld] = useState(false);
  const { id, action } = toast;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => toastStore.remove(id), action === undefined ? 5_000 : 10_000);
    return () => clearTimeout(timer);
  }, [held, id, action]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that someone reads it
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="flex items-start gap-2.5 rounded-lg border border-line-strong bg-surface p-3"
    >
      {toast.tone === 'bad' ? <CircleAlert aria-hidden className="mt-0.5 size-4 text-bad" /> : <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />}
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium text-[13px]">{toast.title}</p>
        {toast.description === undefined ? null : <p className="break-words text-muted text-xs">{toast.description}</p>}
        {action === undefined ? null : (
          <button
            type="button"
            onClick={() => {
              toastStore.remove(id);
              action.onClick();
            }}
            className="mt-1.5 h-6 rounded-sm border border-line-strong px-2 font-medium text-xs hover:bg-hover"
          >
            {action.label}
          </button>
        )}
      </div>
      <button
        type="button"
        aria-label={t('close')}
        onClick={() => toastStore.remove(id)}
        className="grid size-6 place-items-center rounded-sm text-muted hover:bg-hover hover:text-fg"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}
