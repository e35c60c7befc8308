'use client';
import { classNames } from './class-names';
import { CopyButton } from './copy-button';
import { ScrollRegion } from './scroll-region';

/** Text in monospace with a copy button. `label` names it for screen readers; long lines scroll, or break with `wrap`. */
export function CodeBlock({ code, label, wrap = false, className }: { code: string; label: string; wrap?: boolean; className?: string }) {
  return (
    <div className={classNames('group relative min-w-0 rounded-md border border-line bg-code', className)}>
      <ScrollRegion label={label} className="overflow-auto p-3 pr-10">
        <pre className={classNames('text-xs leading-5', wrap && 'whitespace-pre-wrap break-words')}>
          <code>{code}</code>
        </pre>
      </ScrollRegion>
      <CopyButton text={code} label={label} className="absolute top-1.5 right-1.5 bg-code" />
    </div>
  );
}
