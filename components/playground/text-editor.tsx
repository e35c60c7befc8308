'use client';
import { useRef } from 'react';

/** A plain text field with line numbers: nothing is reformatted, because the text shown is the body that is sent. */
export function TextEditor({ label, value, onChange, invalid = false }: { label: string; value: string; onChange: (text: string) => void; invalid?: boolean }) {
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;
  return (
    <div className="flex h-64 overflow-hidden rounded-md border border-control bg-code font-mono text-xs leading-5 has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-[[aria-invalid=true]]:border-bad">
      <div ref={gutter} aria-hidden className="w-9 shrink-0 select-none overflow-hidden border-line border-r py-2 pr-2 text-right text-faint">
        {Array.from({ length: Math.min(lines, 5_000) }, (_, i) => (
          <div key={i}>{i + 1}</div>
        ))}
      </div>
      <textarea
        aria-label={label}
        aria-invalid={invalid || undefined}
        value={value}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className="min-w-0 flex-1 resize-none whitespace-pre bg-transparent px-3 py-2 focus-visible:outline-none"
      />
    </div>
  );
}
