'use client';
import type { BackupList as ToldBackups } from '@busbar/shared/protocol/backups';
import type { HostView, VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { LatestJobLine } from '@/components/asked-of-host/latest-job-line.tsx';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { copyRefusal } from '@/components/vm/copy-refusal.ts';
import { BackupList } from './backup-list.tsx';
import { RunningLines } from './running-lines.tsx';
import { useHostBackups } from './use-host-backups.ts';

const BackUpDialog = dynamic(() => import('./back-up-dialog.tsx').then((module) => module.BackUpDialog), {
  ssr: false,
});

/** The backups of one VM, also of one that is gone: on its host, as that tells them now. */
export function BackupsTab({ vm }: { readonly vm: VmView }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  return (
    <div className="max-w-4xl overflow-y-auto p-4">
      <QueryView query={query} failure="What the host can do could not be read" skeleton={<Loading />}>
        {({ host }) => <BackupsOfVm vm={vm} host={host} />}
      </QueryView>
    </div>
  );
}

const Loading = () => (
  <Panel title="Backups" isFlush>
    <SkeletonRows count={4} label="Loading the backups" />
  </Panel>
);

function BackupsOfVm({ vm, host }: { readonly vm: VmView; readonly host: HostView }) {
  const isOnline = host.state === 'online';
  const query = useHostBackups(host.id, isOnline);
  const roleRefusal = useRefusal('vm.backup');
  const [isAsking, setAsking] = useState(false);
  if (!isOnline && query.data === undefined) {
    return (
      <EmptyState title={`${host.name} is ${host.state}`}>
        Backups lie on it. Which there are can be said once it is back.
      </EmptyState>
    );
  }
  const driver = host.drivers.find(({ name }) => name === vm.driver);
  const words = { verb: 'back VMs up', done: 'backed up' };
  const refusal = roleRefusal ?? refusalNow(vm) ?? copyRefusal(vm, driver, words);
  const backUp =
    vm.state === 'deleted' ? null : (
      <Button look="primary" refusal={refusal} onClick={() => setAsking(true)}>
        Back up now…
      </Button>
    );
  return (
    <QueryView query={query} failure="The backups could not be read" skeleton={<Loading />}>
      {(all) => {
        const told = ofVm(all, vm);
        const count = told.backups.length + told.unreadable.length;
        return (
          <>
            <Panel
              title={count === 0 ? 'Backups' : `Backups (${count})`}
              actions={count === 0 ? null : backUp}
              isFlush
            >
              <StaleLine hostName={host.name} hostState={host.state} query={query} />
              <LatestJobLine vmId={vm.id} of="backup." />
              <RunningLines hostId={host.id} vmName={vm.name} />
              {count === 0 ? (
                <EmptyState title="No backups yet" action={backUp}>
                  A backup is a full copy of {vm.name} that stands on nothing else. It can be verified, and
                  restored once {vm.name} is gone.
                  {refusal !== null && vm.state !== 'deleted' && (
                    <span className="mt-2 block">{refusal}</span>
                  )}
                </EmptyState>
              ) : (
                <BackupList
                  label={`Backups of ${vm.name}`}
                  host={host}
                  told={told}
                  vms={[vm]}
                  ofSeveral={false}
                />
              )}
            </Panel>
            {isAsking && <BackUpDialog vm={vm} told={all} onClose={() => setAsking(false)} />}
          </>
        );
      }}
    </QueryView>
  );
}

/** One that does not say whose it is stands where its folder is named after. */
const ofVm = ({ places, backups, unreadable }: ToldBackups, { id, name }: VmView): ToldBackups => ({
  places,
  backups: backups.filter(({ vm }) => vm.id === id),
  unreadable: unreadable.filter(({ folder }) => folder.startsWith(`${name}_`)),
});
