import { type RefObject, useLayoutEffect } from 'react';

const gapPx = 6;
const edgePx = 8;

/** Where a popup stands beside its anchor: below, else above; within the window. Pure, all in px. */
export function placeBeside(
  anchor: { left: number; right: number; top: number; bottom: number },
  popup: { width: number; height: number },
  view: { width: number; height: number },
  align: 'start' | 'center' | 'end',
): { left: number; top: number } {
  const wanted = align === 'start' ? anchor.left : align === 'end' ? anchor.right - popup.width : (anchor.left + anchor.right - popup.width) / 2;
  const left = Math.max(edgePx, Math.min(wanted, view.width - popup.width - edgePx));
  const below = anchor.bottom + gapPx;
  const above = anchor.top - gapPx - popup.height;
  return { left, top: below + popup.height <= view.height - edgePx || above < edgePx ? below : above };
}

/** Shows a `popover` element in the top layer beside its anchor while `open`, so that nothing cuts it off. */
export function useAnchored(
  open: boolean,
  anchor: RefObject<HTMLElement | null>,
  popup: RefObject<HTMLElement | null>,
  align: 'start' | 'center' | 'end',
): void {
  useLayoutEffect(() => {
    const box = popup.current;
    const beside = anchor.current;
    if (!open || box === null || beside === null) return;
    const place = (): void => {
      const { left, top } = placeBeside(
        beside.getBoundingClientRect(),
        box.getBoundingClientRect(),
        { width: window.innerWidth, height: window.innerHeight },
        align,
      );
      box.style.left = `${left}px`;
      box.style.top = `${top}px`;
    };
    box.showPopover();
    place();
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
      if (box.matches(':popover-open')) box.hidePopover();
    };
  }, [open, anchor, popup, align]);
}
