'use client';
import type { VmDisk, VmDisks } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { LatestJobLine } from '@/components/asked-of-host/latest-job-line.tsx';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { type DiskAction, DiskRow } from './disk-row.tsx';
import { useDiskJobs } from './use-disk-jobs.ts';

const AddDiskDialog = dynamic(() => import('./add-disk-dialog.tsx').then((module) => module.AddDiskDialog), {
  ssr: false,
});
const DiskDialog = dynamic(() => import('./disk-dialog.tsx').then((module) => module.DiskDialog), {
  ssr: false,
});

type Asked = { readonly action: DiskAction; readonly disk: VmDisk };

/** The disks of the VM as its host tells them now, and what can be done with them. */
export function DisksPanel({ vm }: { readonly vm: VmView }) {
  const query = useAskedOfHost<VmDisks>(vm, 'disks');
  const jobs = useDiskJobs();
  const roleRefusal = useRefusal('vm.disk');
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const refusal =
    roleRefusal ?? refusalNow(vm) ?? (query.data === undefined ? 'Its host is being asked.' : null);
  const isOff = vm.state === 'stopped' || vm.state === 'failed';
  const refusalUnlessOff = isOff ? null : `The VM is ${vm.state}. Shut it down first.`;
  const isUnknown = query.data === undefined && vm.hostState !== 'online';
  return (
    <Panel
      title="Disks"
      isFlush
      actions={
        <Button refusal={refusal} onClick={() => setAdding(true)}>
          Add a disk…
        </Button>
      }
    >
      {isUnknown ? (
        <p className="flex min-h-14 items-center px-4 py-2 text-ink-2">
          {vm.hostName} is {vm.hostState}. What disks the VM has can be said once it is back.
        </p>
      ) : (
        <QueryView
          query={query}
          failure="The disks could not be read"
          skeleton={<SkeletonRows count={2} label="Loading the disks" />}
        >
          {({ disks }) => (
            <>
              <StaleLine hostName={vm.hostName} hostState={vm.hostState} query={query} />
              <LatestJobLine vmId={vm.id} of="disk." />
              {disks.length === 0 ? (
                <p className="flex min-h-14 items-center px-4 py-2 text-ink-2">The VM has no disk.</p>
              ) : (
                <ul aria-label={`Disks of ${vm.name}`}>
                  {disks.map((disk) => (
                    <DiskRow
                      key={disk.id}
                      disk={disk}
                      refusal={refusal}
                      refusalUnlessOff={refusalUnlessOff}
                      onAction={(action) => setAsked({ action, disk })}
                    />
                  ))}
                </ul>
              )}
            </>
          )}
        </QueryView>
      )}
      {isAdding && <AddDiskDialog vm={vm} add={jobs.add} onClose={() => setAdding(false)} />}
      {asked !== null && <DiskDialog vm={vm} {...asked} jobs={jobs} onClose={() => setAsked(null)} />}
    </Panel>
  );
}
