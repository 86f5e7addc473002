'use client';
import { formatExact, formatRelative } from '@/client/format.ts';
import { useNow } from '@/client/use-now.ts';
import { Hint } from '@/components/ui/hint.tsx';

/** "12 s ago", ticking; the exact time in the viewer's zone on hover and focus. */
export function RelativeTime({ at }: { readonly at: Date | number }) {
  const now = useNow();
  const time = typeof at === 'number' ? at : at.getTime();
  return (
    <Hint text={formatExact(time)}>
      <time dateTime={new Date(time).toISOString()} className="whitespace-nowrap">
        {formatRelative(time, Math.max(now, time > now && time - now < 2000 ? time : now))}
      </time>
    </Hint>
  );
}
