import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes, formatShare } from '@/client/format.ts';
import { CapacityBar } from '@/components/state/capacity-bar.tsx';

/** CPU as given to VMs, memory and disk as really used. A host that never called has none. */
export function HostCapacityBars({ host }: { readonly host: HostView }) {
  const { capacity, allocated } = host;
  if (capacity === null) return <p className="text-xs text-ink-3">Its size is known once it has called.</p>;
  const usedDisk = capacity.diskTotalBytes - capacity.diskFreeBytes;
  const usedMemory = capacity.memoryBytes - capacity.memoryFreeBytes;
  return (
    <div className="grid gap-x-4 gap-y-1 sm:grid-cols-3">
      <CapacityBar
        label="CPU"
        isPromise
        used={allocated.cpuCount}
        total={capacity.cpuCount}
        text={`${allocated.cpuCount} given, ${capacity.cpuCount} real`}
      />
      <CapacityBar
        label="Memory"
        used={usedMemory}
        total={capacity.memoryBytes}
        text={formatShare(usedMemory, capacity.memoryBytes)}
      />
      <CapacityBar
        label="Disk"
        used={usedDisk}
        total={capacity.diskTotalBytes}
        text={`${formatBytes(capacity.diskFreeBytes)} free`}
      />
    </div>
  );
}
