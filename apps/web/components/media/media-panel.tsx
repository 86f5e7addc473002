'use client';
import type { VmMedia } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { type ReactNode, useState } from 'react';
import { useRefusal } from '@/client/use-session.tsx';
import { LatestJobLine } from '@/components/asked-of-host/latest-job-line.tsx';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { AttachDialog } from './attach-dialog.tsx';
import { MediumRow } from './medium-row.tsx';
import { useMediaJobs } from './use-media-jobs.ts';

/** The discs in the VM's drives as its host tells them, and an ISO of one's own that goes in and out. */
export function MediaPanel({ vm }: { readonly vm: VmView }) {
  const query = useAskedOfHost<VmMedia>(vm, 'media');
  const jobs = useMediaJobs();
  const roleRefusal = useRefusal('vm.media');
  const [asked, setAsked] = useState<'attach' | 'eject' | null>(null);
  const close = (): void => setAsked(null);
  const told = query.data;
  const refusal = roleRefusal ?? refusalNow(vm) ?? (told === undefined ? 'Its host is being asked.' : null);
  const iso = told?.media.find(({ role }) => role === 'iso');
  const isUnknown = told === undefined && vm.hostState !== 'online';
  return (
    <Panel
      title="Discs"
      isFlush
      actions={
        <Button refusal={refusal} onClick={() => setAsked('attach')}>
          {iso === undefined ? 'Attach an ISO…' : 'Swap the ISO…'}
        </Button>
      }
    >
      {isUnknown ? (
        <Line>
          {vm.hostName} is {vm.hostState}. What is in the drives can be said once it is back.
        </Line>
      ) : (
        <QueryView
          query={query}
          failure="The discs could not be read"
          skeleton={
            <div role="status" aria-label="Loading the discs" className="flex min-h-14 items-center px-4">
              <span className="skeleton h-3 w-40" />
            </div>
          }
        >
          {({ media }) => (
            <>
              <StaleLine hostName={vm.hostName} hostState={vm.hostState} query={query} />
              <LatestJobLine vmId={vm.id} of="media." />
              {media.length === 0 ? (
                <Line>No disc is in a drive.</Line>
              ) : (
                <ul aria-label={`Discs of ${vm.name}`}>
                  {media.map((medium) => (
                    <MediumRow
                      key={`${medium.role}/${medium.name}`}
                      medium={medium}
                      refusal={refusal}
                      onEject={() => setAsked('eject')}
                    />
                  ))}
                </ul>
              )}
            </>
          )}
        </QueryView>
      )}
      {asked === 'attach' && told !== undefined && (
        <AttachDialog
          vm={vm}
          told={told}
          isBusy={jobs.attach.isPending}
          onClose={close}
          onAttach={(name) => jobs.attach.mutate({ vmId: vm.id, iso: name }, { onSuccess: close })}
        />
      )}
      {asked === 'eject' && iso !== undefined && (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={`Eject “${iso.name}”?`}
          verb={`Eject it from ${vm.name}`}
          isBusy={jobs.eject.isPending}
          onConfirm={() => jobs.eject.mutate({ vmId: vm.id }, { onSuccess: close })}
        >
          A guest that has it mounted gets read errors. The file stays on {vm.hostName}.
        </ConfirmDialog>
      )}
    </Panel>
  );
}

const Line = ({ children }: { readonly children: ReactNode }) => (
  <p className="flex min-h-14 items-center px-4 py-2 text-ink-2">{children}</p>
);
