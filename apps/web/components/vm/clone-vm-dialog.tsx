'use client';
import type { VmCloneInput } from '@busbar/shared/jobs/vm-clone';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { copyNameOf } from '@/components/exports/copy-name.ts';
import { WhatStaysBehind } from '@/components/exports/what-stays-behind.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { CopyVmDialog } from './copy-vm-dialog.tsx';
import { VmNameField } from './vm-name-field.tsx';

type Mode = VmCloneInput['mode'];

/** Another VM from this one's disk; says of each way what it costs, or why it is not to be had. */
export function CloneVmDialog({ vm, onClose }: { readonly vm: VmView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const cloning = useMutation({
    ...trpc.vm.clone.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const [mode, setMode] = useState<Mode>('full');
  const [name, setName] = useState(copyNameOf(vm.name));
  return (
    <CopyVmDialog
      vm={vm}
      onClose={onClose}
      title={`Clone ${vm.name}`}
      description={`Another VM on ${vm.hostName}, as large as this one, that is off. Inside it is still ${vm.name}: the same host name, SSH host keys, users and passwords. The job says how to change that.`}
      verb={`Clone ${vm.name}`}
      failure="Nothing was cloned"
      making={cloning}
      lackOf={(driver) => lackOf(mode, vm, driver)}
      onSubmit={() => cloning.mutate({ vmId: vm.id, name, mode })}
    >
      {(facts) => (
        <>
          <ModeChoice
            mode={mode}
            onMode={setMode}
            linkedLack={facts === null ? null : abilityLackOf('linked', vm, facts.driver)}
          />
          <VmNameField id="clone-name" value={name} onChange={setName} />
          <WhatStaysBehind driver={vm.driver} />
        </>
      )}
    </CopyVmDialog>
  );
}

type ModeChoiceProps = {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  readonly linkedLack: string | null;
};

const ModeChoice = ({ mode, onMode, linkedLack }: ModeChoiceProps) => (
  <fieldset className="flex flex-col gap-2">
    <legend className="sr-only">How the disk is cloned</legend>
    <Choice
      name="mode"
      checked={mode === 'full'}
      onChange={() => onMode('full')}
      label="Full"
      help="On a copy of the whole disk. Takes its time and its room, and stands on its own."
    />
    <Choice
      name="mode"
      checked={mode === 'linked'}
      disabled={linkedLack !== null}
      onChange={() => onMode('linked')}
      label="Linked"
      help={
        linkedLack ??
        'At once, and small: both go on from what the disk holds now, each in a layer of its own. Either may be deleted. Each linked clone adds a layer, and reading through many is slower.'
      }
    />
  </fieldset>
);

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
