'use client';
import type { CheckpointList } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { LatestJobLine } from '@/components/asked-of-host/latest-job-line.tsx';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { CheckpointTree } from './checkpoint-tree.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { useCheckpointJobs } from './use-checkpoint-jobs.ts';

type CheckpointsPanelProps = {
  readonly vm: VmView;
  /** Whether its driver copies a checkpoint into a folder of the host. */
  readonly canExport: boolean;
};

/** What the VM's host tells, and what can be done with it. Of a host that is offline: what was last seen here. */
export function CheckpointsPanel({ vm, canExport }: CheckpointsPanelProps) {
  const query = useAskedOfHost<CheckpointList>(vm, 'checkpoints');
  const jobs = useCheckpointJobs();
  const roleRefusal = useRefusal('vm.checkpoint');
  const [isCreating, setCreating] = useState(false);
  const refusal = roleRefusal ?? refusalNow(vm);
  if (vm.hostState !== 'online' && query.data === undefined) {
    return (
      <EmptyState title={`${vm.hostName} is ${vm.hostState}`}>
        Checkpoints are kept by its hypervisor. Which there are can be said once it is back.
      </EmptyState>
    );
  }
  const create = (
    <Button look="primary" refusal={refusal} onClick={() => setCreating(true)}>
      Make a checkpoint…
    </Button>
  );
  return (
    <>
      <QueryView query={query} failure="The checkpoints could not be read">
        {({ checkpoints }) => (
          <Panel
            title={checkpoints.length === 0 ? 'Checkpoints' : `Checkpoints (${checkpoints.length})`}
            actions={checkpoints.length === 0 ? null : create}
            isFlush
          >
            <StaleLine hostName={vm.hostName} hostState={vm.hostState} query={query} />
            <LatestJobLine vmId={vm.id} of="checkpoint." />
            {checkpoints.length === 0 ? (
              <EmptyState title="No checkpoints yet" action={create}>
                A checkpoint keeps {vm.name} as it is now, so that you can return to it. It lives beside the
                disk on {vm.hostName} and is no backup.
              </EmptyState>
            ) : (
              <CheckpointTree vm={vm} {...{ checkpoints, jobs, canExport, refusal }} />
            )}
          </Panel>
        )}
      </QueryView>
      {isCreating && (
        <CreateDialog
          vm={vm}
          isBusy={jobs.create.isPending}
          onClose={() => setCreating(false)}
          onCreate={(name) =>
            jobs.create.mutate({ vmId: vm.id, name }, { onSuccess: () => setCreating(false) })
          }
        />
      )}
    </>
  );
}
