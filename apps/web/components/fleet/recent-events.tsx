import Link from 'next/link';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Panel } from '@/components/ui/panel.tsx';

export type RecentEvent = {
  readonly at: Date;
  readonly text: string;
  readonly href: string | null;
  readonly level: 'info' | 'warn' | 'error';
};

const tones = { info: 'text-ink', warn: 'text-warn', error: 'text-bad' } as const;
const words = { info: '', warn: 'Warning: ', error: 'Error: ' } as const;

export function RecentEvents({
  events,
  title = 'Recent events',
}: {
  readonly events: readonly RecentEvent[];
  readonly title?: string;
}) {
  return (
    <Panel title={title} isFlush>
      <ol>
        {events.map((event) => (
          <li
            key={`${event.at.getTime()}-${event.text}`}
            className="flex min-h-8 items-center gap-3 border-b border-line px-4 py-1 last:border-b-0"
          >
            <span className="w-20 shrink-0 text-xs text-ink-3">
              <RelativeTime at={event.at} />
            </span>
            <span className={`min-w-0 break-words ${tones[event.level]}`}>
              <span className="sr-only">{words[event.level]}</span>
              {event.href === null ? (
                event.text
              ) : (
                <Link href={event.href} className="hover:underline">
                  {event.text}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
