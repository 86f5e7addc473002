import { CircleCheck, CircleX, HardDrive, type LucideIcon, ServerOff, Unplug, Webhook } from 'lucide-react';
import Link from 'next/link';
import { classNames } from '@/client/class-names.ts';
import type { ApiOutputs } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { buttonClass } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';

type Item = ApiOutputs['fleet']['overview']['attention'][number];

const icons: Readonly<Record<Item['kind'], LucideIcon>> = {
  'network-lost': Unplug,
  'job-failed': CircleX,
  'host-offline': ServerOff,
  'webhook-failing': Webhook,
  'disk-filling': HardDrive,
  'vm-failed': CircleX,
  'vm-missing': CircleX,
};

/** What somebody should look at, each with its next action. */
export function AttentionList({ items }: { readonly items: readonly Item[] }) {
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-md border border-line bg-surface px-4 py-3 text-ink-2">
        <CircleCheck aria-hidden className="size-4 text-ok" /> Nothing needs attention.
      </p>
    );
  }
  return (
    <Panel title={`Needs attention (${items.length})`} isFlush>
      <ul>
        {items.map((item) => (
          <AttentionRow key={`${item.kind}-${item.id}`} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function AttentionRow({ item }: { readonly item: Item }) {
  const Icon = icons[item.kind];
  const isLost = item.kind === 'network-lost';
  return (
    <li
      className={classNames(
        'flex min-h-11 items-center gap-3 border-b border-line px-4 py-1.5 last:border-b-0',
        isLost && 'bg-copper-wash',
      )}
    >
      <Icon aria-hidden className={classNames('size-4 shrink-0', isLost ? 'text-copper' : 'text-bad')} />
      <Link href={item.href} className="min-w-0 flex-1 [overflow-wrap:anywhere] hover:underline">
        <span className="font-medium">{item.title}</span>
        <span className="block text-ink-2 lg:ml-2 lg:inline">{item.detail}</span>
      </Link>
      <span className="hidden text-xs text-ink-3 sm:block">
        <RelativeTime at={item.since} />
      </span>
      {item.action && (
        <Link href={item.action.href} className={buttonClass(isLost ? 'primary' : 'default')}>
          {item.action.label}
        </Link>
      )}
    </li>
  );
}
