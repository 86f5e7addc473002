import Link from 'next/link';
import type { ApiOutputs } from '@/client/trpc.ts';

type Counts = ApiOutputs['fleet']['overview']['counts'];

/** Every figure leads to the list that it counts. */
export function FleetCounters({ counts }: { readonly counts: Counts }) {
  const { hosts, vms, jobs } = counts;
  const figures = [
    { label: 'VMs', value: vms.total, href: '/vms' },
    { label: 'running', value: vms.running, href: '/vms?state=running' },
    { label: 'network lost', value: vms.networkLost, href: '/vms?lost=1', tone: 'text-copper' },
    { label: 'failed', value: vms.failed, href: '/vms?state=failed', tone: 'text-bad' },
    { label: 'hosts online', value: `${hosts.online}/${hosts.total}`, href: '/hosts' },
    { label: 'jobs active', value: jobs.active, href: '/jobs?state=active' },
    {
      label: 'jobs failed in a day',
      value: jobs.failedLastDay,
      href: '/jobs?state=failed',
      tone: 'text-bad',
    },
  ];
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {figures.map(({ label, value, href, tone }) => (
        <li key={label}>
          <Link
            href={href}
            className="inline-flex min-h-8 items-center gap-1.5 text-ink-2 hover:text-ink hover:underline"
          >
            <span className={`font-semibold ${tone !== undefined && value !== 0 ? tone : 'text-ink'}`}>
              {typeof value === 'number' ? value.toLocaleString('en') : value}
            </span>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
