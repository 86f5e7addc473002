'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { CheckpointTree } from './checkpoint-tree.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { LatestJobLine } from './latest-job-line.tsx';
import { useCheckpointJobs } from './use-checkpoint-jobs.ts';
import { useCheckpoints } from './use-checkpoints.ts';

/** What the VM's host tells, and what can be done with it. Of a host that is offline: what was last seen here. */
export function CheckpointsPanel({ vm }: { readonly vm: VmView }) {
  const isOnline = vm.hostState === 'online';
  const query = useCheckpoints(vm, isOnline);
  const jobs = useCheckpointJobs();
  const roleRefusal = useRefusal('vm.checkpoint');
  const [isCreating, setCreating] = useState(false);
  const refusal = roleRefusal ?? refusalOf(vm, isOnline);
  if (!isOnline && query.data === undefined) {
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
            {(!isOnline || query.error !== null) && (
              <p className="border-b border-line bg-warn-wash px-4 py-2 text-warn">
                {isOnline ? `${vm.hostName} does not answer` : `${vm.hostName} is ${vm.hostState}`}: as they
                were <RelativeTime at={query.dataUpdatedAt} />.
              </p>
            )}
            <LatestJobLine vmId={vm.id} />
            {checkpoints.length === 0 ? (
              <EmptyState title="No checkpoints yet" action={create}>
                A checkpoint keeps {vm.name} as it is now, so that you can return to it. It lives beside the
                disk on {vm.hostName} and is no backup.
              </EmptyState>
            ) : (
              <CheckpointTree vm={vm} checkpoints={checkpoints} jobs={jobs} refusal={refusal} />
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

function refusalOf(vm: VmView, isOnline: boolean): string | null {
  if (!isOnline) return `${vm.hostName} is ${vm.hostState}; its hypervisor cannot be asked.`;
  if (vm.activeJobId !== null) return 'A job of this VM is under way. Wait for its end.';
  const isThere = !['requested', 'provisioning', 'missing', 'deleting'].includes(vm.state);
  return isThere ? null : `The VM is ${vm.state}.`;
}
