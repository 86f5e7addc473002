export type LightTone = 'up' | 'down' | 'none' | 'off' | 'unknown';

/** A disc is up, a cross in a square is down, a ring with a bar is "none", a ring is "off", a dotted ring is "unknown". */
export function LightShape({ tone }: { readonly tone: LightTone }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 shrink-0">
      {tone === 'up' && <circle cx="6" cy="6" r="4.5" fill="var(--ok)" />}
      {tone === 'down' && (
        <>
          <rect x="1" y="1" width="10" height="10" rx="1.5" fill="var(--bad)" />
          <path d="M3.8 3.8 8.2 8.2M8.2 3.8 3.8 8.2" stroke="var(--surface)" strokeWidth="1.6" />
        </>
      )}
      {tone === 'none' && (
        <path
          d="M2.5 6h7M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z"
          fill="none"
          stroke="var(--ink-3)"
          strokeWidth="1.4"
        />
      )}
      {tone === 'off' && <circle cx="6" cy="6" r="4.3" fill="none" stroke="var(--ink-3)" strokeWidth="1.4" />}
      {tone === 'unknown' && (
        <circle
          cx="6"
          cy="6"
          r="4.3"
          fill="none"
          stroke="var(--ink-3)"
          strokeWidth="1.5"
          strokeDasharray="2 1.8"
        />
      )}
    </svg>
  );
}
