/** The mark: many small masses that make one. */
export function Logo({ className = 'size-6' }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className={className}>
      <rect width="24" height="24" rx="6" fill="var(--accent)" />
      <g fill="#ffffff">
        <circle cx="12" cy="6.6" r="2" />
        <circle cx="7" cy="15.4" r="2" />
        <circle cx="17" cy="15.4" r="2" />
        <circle cx="12" cy="12.4" r="2.9" />
      </g>
    </svg>
  );
}
