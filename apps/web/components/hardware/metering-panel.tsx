'use client';
import type { MeteringReport, VmHardware } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { formatBytes, formatDuration } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { LatestJobLine } from '@/components/asked-of-host/latest-job-line.tsx';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import { Button } from '@/components/ui/button.tsx';
import { Facts } from '@/components/ui/facts.tsx';
import { Panel } from '@/components/ui/panel.tsx';

/** What the VM has used since its hypervisor began to count. With the hardware, which is asked for once. */
export function MeteringPanel({ vm }: { readonly vm: VmView }) {
  const trpc = useTRPC();
  const asked = useJobNotice();
  const { data } = useAskedOfHost<VmHardware>(vm, 'hardware');
  const setting = useMutation(trpc.vm.meter.mutationOptions(asked('The metering is being set')));
  const roleRefusal = useRefusal('vm.resize');
  const report = data?.metering;
  const refusal =
    roleRefusal ?? refusalNow(vm) ?? (report === undefined ? 'Its host has not told how it is.' : null);
  const set = (metering: 'on' | 'off' | 'anew'): void => setting.mutate({ vmId: vm.id, metering });
  const action = (metering: 'on' | 'off' | 'anew', label: string) => (
    <Button refusal={refusal} isBusy={setting.isPending} onClick={() => set(metering)}>
      {label}
    </Button>
  );
  return (
    <Panel
      title="Metering"
      isFlush
      actions={
        report == null ? (
          action('on', 'Begin metering')
        ) : (
          <>
            {action('anew', 'Begin anew')}
            {action('off', 'End metering')}
          </>
        )
      }
    >
      <LatestJobLine vmId={vm.id} of="vm.meter" />
      <div className="px-4 py-3">
        {data === undefined && vm.hostState !== 'online' ? (
          <p className="text-ink-2">
            {vm.hostName} is {vm.hostState}. What was counted can be said once it is back.
          </p>
        ) : report == null ? (
          <p className="text-ink-2">
            The hypervisor can count the processor, memory and disk that {vm.name} uses, whether anybody looks
            or not.
          </p>
        ) : (
          <Facts facts={factsOf(report)} />
        )}
      </div>
    </Panel>
  );
}

const factsOf = (report: MeteringReport) => [
  { label: 'Counted for', value: formatDuration(report.seconds * 1000) },
  { label: 'Processor', value: `${Math.round(report.averageCpuMhz)} MHz on average` },
  {
    label: 'Memory',
    value: `${formatBytes(report.averageMemoryBytes)} on average, from ${formatBytes(report.minimumMemoryBytes)} to ${formatBytes(report.maximumMemoryBytes)}`,
  },
  { label: 'Disks', value: `may grow to ${formatBytes(report.diskBytes)}` },
  { label: 'Read', value: formatBytes(report.diskReadBytes) },
  { label: 'Written', value: formatBytes(report.diskWrittenBytes) },
];
