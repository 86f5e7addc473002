'use client';
import { formatDuration } from '@/client/format.ts';
import { useNow } from '@/client/use-now.ts';

/** How long something took, or has been running so far (ticking). */
export function Elapsed({
  from,
  to,
}: {
  readonly from: Date | number | null;
  readonly to: Date | number | null;
}) {
  const now = useNow();
  if (from === null) return null;
  const end = to === null ? now : Number(to);
  return (
    <span className="tabular-nums whitespace-nowrap">{formatDuration(Math.max(0, end - Number(from)))}</span>
  );
}
