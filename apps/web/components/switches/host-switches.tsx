'use client';
import type { HostSwitch, SwitchList } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';
import { useToldByHost } from '@/components/asked-of-host/use-told-by-host.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { SwitchRow } from './switch-row.tsx';

const CreateSwitchDialog = dynamic(
  () => import('./create-switch-dialog.tsx').then((module) => module.CreateSwitchDialog),
  { ssr: false },
);

/** A VM that is made or goes changes who is on a switch. */
const isChangedBy = (kind: string): boolean =>
  kind.startsWith('switch.') || kind === 'vm.provision' || kind === 'vm.delete';

/** The virtual switches of the host as it tells them now; of one that is offline, what was last seen here. */
export function HostSwitches({ host }: { readonly host: HostView }) {
  const isOnline = host.state === 'online';
  const query = useToldByHost<SwitchList>({
    hostId: host.id,
    what: 'switches',
    isAsked: isOnline,
    isChangedBy,
  });
  const trpc = useTRPC();
  const asked = useJobNotice();
  const removing = useMutation(trpc.switch.remove.mutationOptions(asked('The switch is being removed')));
  const roleRefusal = useRefusal('host.switch');
  const [isCreating, setCreating] = useState(false);
  const [chosen, setChosen] = useState<HostSwitch | null>(null);
  const told = query.data;
  const refusal = roleRefusal ?? (isOnline ? null : `${host.name} is ${host.state} and cannot be asked.`);
  return (
    <Panel
      title="Switches"
      className="lg:col-span-2"
      isFlush
      actions={
        <Button
          refusal={refusal ?? (told === undefined ? `${host.name} is being asked.` : null)}
          onClick={() => setCreating(true)}
        >
          Create a switch…
        </Button>
      }
    >
      {!isOnline && told === undefined ? (
        <p className="px-4 py-3 text-ink-2">
          {host.name} is {host.state}. Which switches it has can be said once it is back.
        </p>
      ) : (
        <QueryView
          query={query}
          failure="The switches could not be read"
          skeleton={<SkeletonRows count={2} />}
        >
          {({ switches }) => (
            <>
              <StaleLine hostName={host.name} hostState={host.state} query={query} />
              {switches.length === 0 && (
                <p className="px-4 py-3 text-ink-2">
                  There is no switch here, so VMs of this host have no network of their own.
                </p>
              )}
              <ul aria-label={`Switches of ${host.name}`}>
                {switches.map((one) => (
                  <SwitchRow key={one.id} one={one} refusal={refusal} onRemove={() => setChosen(one)} />
                ))}
              </ul>
            </>
          )}
        </QueryView>
      )}
      {isCreating && told !== undefined && (
        <CreateSwitchDialog host={host} told={told} onClose={() => setCreating(false)} />
      )}
      {chosen !== null && (
        <ConfirmDialog
          isOpen
          onClose={() => setChosen(null)}
          title={`Remove the switch “${chosen.name}” of ${host.name}?`}
          verb="Remove the switch"
          isBusy={removing.isPending}
          onConfirm={() =>
            removing.mutate(
              { hostId: host.id, switchId: chosen.id, name: chosen.name },
              { onSettled: () => setChosen(null) },
            )
          }
        >
          {chosen.adapter === null
            ? 'No VM is on it. It can be made again under the same name.'
            : `No VM is on it. “${chosen.adapter}” goes back to ${host.name}, whose network is interrupted for a moment.`}
        </ConfirmDialog>
      )}
    </Panel>
  );
}
