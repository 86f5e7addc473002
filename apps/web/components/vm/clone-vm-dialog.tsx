'use client';
import type { VmCloneInput } from '@busbar/shared/jobs/vm-clone';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { copyNameOf } from '@/components/exports/copy-name.ts';
import { WhatStaysBehind } from '@/components/exports/what-stays-behind.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { VmNameField } from './vm-name-field.tsx';

type Mode = VmCloneInput['mode'];

/** Another VM from this one's disk; says of each way what it costs, or why it is not to be had. */
export function CloneVmDialog({ vm, onClose }: { readonly vm: VmView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const cloning = useMutation({
    ...trpc.vm.clone.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const [mode, setMode] = useState<Mode>('full');
  const [name, setName] = useState(copyNameOf(vm.name));
  const driver = host.data?.host.drivers.find((each) => each.name === vm.driver);
  const isAsking = host.data === undefined;
  const lack = isAsking ? 'Asking what the host can do.' : lackOf(mode, vm, driver);
  const linkedLack = isAsking ? null : abilityLackOf('linked', vm, driver);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (lack === null) cloning.mutate({ vmId: vm.id, name, mode });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Clone ${vm.name}`}
      description={`Another VM on ${vm.hostName}, as large as this one, that is off. Inside it is still ${vm.name}: the same host name, SSH host keys, users and passwords. The job says how to change that.`}
    >
      <form aria-label={`Clone ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">How the disk is cloned</legend>
          <Choice
            name="mode"
            checked={mode === 'full'}
            onChange={() => setMode('full')}
            label="Full"
            help="On a copy of the whole disk. Takes its time and its room, and stands on its own."
          />
          <Choice
            name="mode"
            checked={mode === 'linked'}
            disabled={linkedLack !== null}
            onChange={() => setMode('linked')}
            label="Linked"
            help={
              linkedLack ??
              'At once, and small: both go on from what the disk holds now, each in a layer of its own. Either may be deleted. Each linked clone adds a layer, and reading through many is slower.'
            }
          />
        </fieldset>
        <VmNameField id="clone-name" value={name} onChange={setName} />
        <WhatStaysBehind driver={vm.driver} />
        {!isAsking && lack !== null && (
          <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            {lack}
          </p>
        )}
        {host.error !== null && (
          <ErrorPanel title="What the host can do could not be read" error={host.error} />
        )}
        {cloning.error && <ErrorPanel title="Nothing was cloned" error={cloning.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={cloning.isPending} refusal={lack}>
            Clone {vm.name}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function abilityLackOf(mode: Mode, { driver, hostName }: VmView, facts: DriverFacts | undefined) {
  const needed = mode === 'linked' ? ['linked-cloning'] : ['exporting', 'importing'];
  if (needed.every((ability) => facts?.abilities.includes(ability))) return null;
  return mode === 'linked'
    ? `The ${driver} driver of ${hostName} makes no linked clones.`
    : `The ${driver} driver of ${hostName} cannot clone VMs.`;
}

function lackOf(mode: Mode, vm: VmView, facts: DriverFacts | undefined): string | null {
  const lack = abilityLackOf(mode, vm, facts);
  const { name, state, driver } = vm;
  if (lack !== null || state === 'stopped' || state === 'failed') return lack;
  const isLive = mode === 'full' && facts?.abilities.includes('live-exporting') === true;
  if (isLive && state === 'running') return null;
  return isLive
    ? `${name} is ${state}. It is cloned while it runs or is off.`
    : `${name} is ${state}. ${mode === 'linked' ? 'A linked clone is made of' : `The ${driver} driver clones`} a VM that is off: shut it down first.`;
}
