import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

const looks = {
  info: { icon: Info, box: 'border-info/30 bg-info-soft', mark: 'text-info' },
  ok: { icon: CircleCheck, box: 'border-ok/30 bg-ok-soft', mark: 'text-ok' },
  warn: { icon: TriangleAlert, box: 'border-warn/30 bg-warn-soft', mark: 'text-warn' },
  bad: { icon: CircleAlert, box: 'border-bad/30 bg-bad-soft', mark: 'text-bad' },
} as const;

interface NoticeProps {
  tone?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Announced at once (errors) or when the reader is idle. */
  role?: 'alert' | 'status';
  className?: string;
}

/** A sentence that stands in the page, with icon and colour of its kind. */
export function Notice({ tone = 'info', title, children, actions, role, className }: NoticeProps) {
  const { icon: Icon, box, mark } = looks[tone];
  return (
    <div role={role} className={classNames('flex gap-2.5 rounded-lg border px-3 py-2.5 text-[13px]', box, className)}>
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 flex-1 space-y-1 break-words">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        {children}
        {actions === undefined ? null : <div className="flex flex-wrap gap-2 pt-1.5">{actions}</div>}
      </div>
    </div>
  );
}
