/** What needs a person: decided from rows that were read, without asking anything else. Pure. */
import type { HostView, JobView, VmView } from '@busbar/shared/realtime/views';
import { z } from 'zod';

export const AttentionItem = z.object({
  id: z.string(),
  kind: z.enum([
    'network-lost',
    'job-failed',
    'host-offline',
    'webhook-failing',
    'disk-filling',
    'vm-failed',
    'vm-missing',
  ]),
  title: z.string(),
  detail: z.string(),
  since: z.date(),
  href: z.string(),
  action: z.object({ label: z.string(), href: z.string() }).nullable(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;

/** Below this share of free space a host's disk is worth a look before the next image is made on it. */
const diskFreeShare = 0.1;

export function vmAttention(vm: VmView): AttentionItem[] {
  const href = `/vms/${vm.id}`;
  const at = { href, since: vm.updatedAt };
  if (vm.networkLostAt !== null && vm.channel === 'up') {
    return [
      {
        ...at,
        id: `network-lost:${vm.id}`,
        kind: 'network-lost',
        title: vm.name,
        detail: 'Network lost · reachable over VMBus',
        since: vm.networkLostAt,
        action: { label: 'Open shell', href: `${href}?tab=shell` },
      },
    ];
  }
  if (vm.state === 'failed') {
    const detail = `Failed on ${vm.hostName}`;
    return [
      {
        ...at,
        id: `vm-failed:${vm.id}`,
        kind: 'vm-failed',
        title: vm.name,
        detail,
        action: { label: 'Open VM', href },
      },
    ];
  }
  if (vm.state === 'missing') {
    const detail = `${vm.hostName} no longer has this VM, and nobody deleted it here`;
    return [
      {
        ...at,
        id: `vm-missing:${vm.id}`,
        kind: 'vm-missing',
        title: vm.name,
        detail,
        action: { label: 'Open VM', href },
      },
    ];
  }
  return [];
}

export function hostAttention(host: HostView): AttentionItem[] {
  const href = `/hosts/${host.id}`;
  const items: AttentionItem[] = [];
  if (host.state === 'offline') {
    items.push({
      id: `host-offline:${host.id}`,
      kind: 'host-offline',
      title: host.name,
      detail: `Offline with ${host.vmCount} VMs; its jobs wait`,
      since: host.lastSeenAt ?? host.createdAt,
      href,
      action: { label: 'Open host', href },
    });
  }
  const { capacity } = host;
  if (capacity !== null && capacity.diskFreeBytes < capacity.diskTotalBytes * diskFreeShare) {
    const gib = (capacity.diskFreeBytes / 1024 ** 3).toFixed(1);
    items.push({
      id: `disk-filling:${host.id}`,
      kind: 'disk-filling',
      title: host.name,
      detail: `${gib} GiB of disk left`,
      since: host.lastSeenAt ?? host.createdAt,
      href,
      action: { label: 'Open host', href },
    });
  }
  return items;
}

export function jobAttention(job: JobView): AttentionItem {
  const href = `/jobs/${job.id}`;
  return {
    id: `job-failed:${job.id}`,
    kind: 'job-failed',
    title: job.title,
    detail: job.error?.userMessage ?? job.error?.message ?? 'Failed',
    since: job.endedAt ?? job.createdAt,
    href,
    action: { label: 'Open job', href },
  };
}

export function webhookAttention(
  webhook: { id: string; name: string; url: string },
  since: Date,
): AttentionItem {
  const href = `/webhooks/${webhook.id}`;
  return {
    id: `webhook-failing:${webhook.id}`,
    kind: 'webhook-failing',
    title: webhook.name,
    detail: `Deliveries to ${webhook.url} fail`,
    since,
    href,
    action: { label: 'See deliveries', href },
  };
}
