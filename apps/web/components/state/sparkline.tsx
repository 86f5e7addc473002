type SparklineProps = {
  /** From 0 to 1; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
};

/** A small line of recent shares. With fewer than two values there is nothing to draw, and it says so. */
export function Sparkline({ values, label, width = 160, height = 32 }: SparklineProps) {
  const known = values.flatMap((value, index) => (value === null ? [] : [[index, value] as const]));
  if (known.length < 2) {
    return (
      <span className="flex items-end text-xs text-ink-3" style={{ height }}>
        Measuring…
      </span>
    );
  }
  const span = Math.max(1, values.length - 1);
  const points = known
    .map(([index, value]) => `${(index / span) * width},${height - 1 - value * (height - 2)}`)
    .join(' ');
  const latest = Math.round((known.at(-1)?.[1] ?? 0) * 100);
  return (
    <svg
      role="img"
      aria-label={`${label}: ${latest} %`}
      viewBox={`0 0 ${width} ${height}`}
      className="w-full"
      style={{ height }}
      preserveAspectRatio="none"
    >
      <polyline
        points={points}
        fill="none"
        stroke="var(--copper-solid)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
