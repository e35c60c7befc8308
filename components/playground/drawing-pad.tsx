'use client';
import { Eraser } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';

const side = 8;
const inkMax = 16;
const around = [
  [0, 0, 9],
  [1, 0, 3],
  [-1, 0, 3],
  [0, 1, 3],
  [0, -1, 3],
] as const;

/** Puts ink on a cell and a little on its neighbours, as a pen does. Values go from 0 to 16. */
export function ink(cells: readonly number[], at: number): number[] {
  const next = [...cells];
  const x = at % side;
  const y = Math.floor(at / side);
  for (const [dx, dy, amount] of around) {
    if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) continue;
    const cell = (y + dy) * side + x + dx;
    next[cell] = Math.min(inkMax, next[cell] + amount);
  }
  return next;
}

/** An 8 × 8 image drawn by pointer, or by arrows and space. */
export function DrawingPad({ values, onChange }: { values: readonly number[]; onChange: (values: number[]) => void }) {
  const t = useTranslations('playground');
  const [cursor, setCursor] = useState(27);
  const lastCell = useRef<number | null>(null);
  const cellAt = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.min(side - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * side)));
    const y = Math.min(side - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * side)));
    return y * side + x;
  };
  const draw = (event: PointerEvent<HTMLDivElement>): void => {
    const cell = cellAt(event);
    if (cell === lastCell.current) return;
    lastCell.current = cell;
    onChange(ink(values, cell));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setCursor((now) => (now + move + side * side) % (side * side));
    }
    if (event.key === ' ') {
      event.preventDefault();
      onChange(ink(values, cursor));
    }
    if (event.key === 'Backspace' || event.key === 'Delete') onChange(values.map((value, i) => (i === cursor ? 0 : value)));
  };
  return (
    <div className="space-y-2">
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the pad is drawn on by keyboard as well
        tabIndex={0}
        aria-label={t('padLabel')}
        aria-describedby="pad-hint"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          lastCell.current = null;
          draw(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) draw(event);
        }}
        onKeyDown={onKeyDown}
        className="group grid aspect-square w-full max-w-64 cursor-crosshair touch-none grid-cols-8 gap-px overflow-hidden rounded-md border border-control bg-line"
      >
        {values.map((value, i) => (
          <span key={i} className="bg-surface">
            <span
              className={
                i === cursor
                  ? 'block size-full bg-fg group-focus-visible:outline-2 group-focus-visible:outline-accent-text group-focus-visible:-outline-offset-2'
                  : 'block size-full bg-fg'
              }
              style={{ opacity: value / inkMax }}
            />
          </span>
        ))}
      </div>
      <p id="pad-hint" className="text-muted text-xs">
        {t('padHint', { row: Math.floor(cursor / side) + 1, column: (cursor % side) + 1, value: values[cursor] ?? 0 })}
      </p>
      <Button size="small" icon={<Eraser aria-hidden className="size-3.5" />} onClick={() => onChange(values.map(() => 0))}>
        {t('padClear')}
      </Button>
    </div>
  );
}
