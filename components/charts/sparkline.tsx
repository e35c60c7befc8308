/** A tiny line in a table cell; the figure beside it says the value, so it is hidden from screen readers. */
export function Sparkline({ values, width = 80, height = 20 }: { values: readonly (number | null)[]; width?: number; height?: number }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <svg aria-hidden width={width} height={height} />;
  const max = Math.max(...known, 0) || 1;
  const points = values.flatMap((value, i) =>
    value === null ? [] : [`${((i / (values.length - 1)) * width).toFixed(1)},${(height - 1 - (value / max) * (height - 2)).toFixed(1)}`],
  );
  return (
    <svg aria-hidden width={width} height={height} className="inline-block align-middle text-accent-text">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
