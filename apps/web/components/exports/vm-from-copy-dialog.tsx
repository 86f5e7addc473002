'use client';
import type { VmImportInput } from '@busbar/shared/jobs/vm-import';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { type FormEvent, useState } from 'react';
import { formatBytes, plural } from '@/client/format.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { VmNameField } from '@/components/vm/vm-name-field.tsx';
import { copyNameOf } from './copy-name.ts';
import { WhatStaysBehind } from './what-stays-behind.tsx';

/** What is asked for, but for which copy. */
export type VmToMake = Omit<VmImportInput, 'exportId'>;

type VmFromCopyDialogProps = {
  readonly host: HostView;
  readonly title: string;
  readonly verb: 'Import' | 'Restore';
  /** What stays once it is made. */
  readonly copy: 'export' | 'backup';
  /** As it was when it was copied. */
  readonly vm: VmExport['vm'];
  /** Of that VM, where it is still there. */
  readonly original: { readonly name: string } | null;
  readonly making: { readonly isPending: boolean; readonly error: unknown };
  readonly onMake: (input: VmToMake) => void;
  readonly onClose: () => void;
};
type Mode = VmImportInput['mode'];

/** A VM from a copy: another one, or the very one again once it is gone. */
export function VmFromCopyDialog(props: VmFromCopyDialogProps) {
  const { host, title, verb, copy, vm, original, making, onMake, onClose } = props;
  const [mode, setMode] = useState<Mode>(original === null ? 'in-place' : 'copy');
  const [name, setName] = useState<string | null>(null);
  const refusal = refusalOf(host, vm, verb);
  const shownName = name ?? (mode === 'copy' ? copyNameOf(vm.name) : vm.name);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { image, network } = vm;
    if (refusal !== null || image === undefined || network === undefined) return;
    onMake({ hostId: host.id, mode, name: shownName, vm: { ...vm, image, network } });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={`A VM on ${host.name} with ${plural(vm.cpuCount, 'CPU')}, ${formatBytes(vm.memoryBytes)} of memory and a disk of ${formatBytes(vm.diskBytes)}, as they were. Every file is compared with its checksum first. The VM is off afterwards, and the ${copy} stays.`}
    >
      <form aria-label={`${verb} ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">Which VM it becomes</legend>
          <Choice
            name="mode"
            checked={mode === 'copy'}
            onChange={() => setMode('copy')}
            label="Another VM"
            help={`With an id and an address of its own. Inside it is still ${vm.name}: the same host name, SSH host keys, users and passwords. The job says how to change that.`}
          />
          <Choice
            name="mode"
            checked={mode === 'in-place'}
            disabled={original !== null}
            onChange={() => setMode('in-place')}
            label={`${vm.name} again`}
            help={
              original === null
                ? 'Under its own id, with its history, tags and jobs.'
                : `Not while ${original.name} is there: two VMs would have one id. Delete it first.`
            }
          />
        </fieldset>
        <VmNameField id="made-name" value={shownName} onChange={setName} />
        <WhatStaysBehind driver={vm.driver} />
        {refusal !== null && (
          <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            {refusal}
          </p>
        )}
        {making.error != null && <ErrorPanel title="Nothing was made" error={making.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={making.isPending} refusal={refusal}>
            {verb} {shownName}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function refusalOf(
  { name, drivers, isDraining }: HostView,
  vm: VmExport['vm'],
  verb: VmFromCopyDialogProps['verb'],
): string | null {
  if (isDraining) return `${name} is draining: it takes no new VMs.`;
  const driver = drivers.find((each) => each.name === vm.driver);
  if (driver === undefined) return `${name} has no ${vm.driver} driver.`;
  if (!driver.isReady)
    return `The ${vm.driver} driver of ${name} is not ready. ${driver.remedy ?? ''}`.trim();
  if (driver.abilities.includes('importing') && vm.image !== undefined) return null;
  return `The ${vm.driver} driver of ${name} cannot ${verb.toLowerCase()} VMs.`;
}
