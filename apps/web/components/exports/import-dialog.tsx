'use client';
import type { VmImportInput } from '@busbar/shared/jobs/vm-import';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { formatBytes, plural } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { VmNameField } from '@/components/vm/vm-name-field.tsx';
import { copyNameOf } from './copy-name.ts';
import { WhatStaysBehind } from './what-stays-behind.tsx';

type ImportDialogProps = {
  readonly host: HostView;
  readonly exported: VmExport;
  /** Of the VM that was exported, where it is still there. */
  readonly original: { readonly name: string } | null;
  readonly onClose: () => void;
};
type Mode = VmImportInput['mode'];

/** A VM from an export: another one, or the very one again once it is gone. */
export function ImportDialog({ host, exported, original, onClose }: ImportDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const { vm } = exported;
  const [mode, setMode] = useState<Mode>(original === null ? 'in-place' : 'copy');
  const [name, setName] = useState<string | null>(null);
  const importing = useMutation({
    ...trpc.vm.import.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const refusal = refusalOf(host, exported);
  const shownName = name ?? (mode === 'copy' ? copyNameOf(vm.name) : vm.name);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { image, network } = vm;
    if (refusal !== null || image === undefined || network === undefined) return;
    const input = { hostId: host.id, exportId: exported.id, mode, name: shownName };
    importing.mutate({ ...input, vm: { ...vm, image, network } });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Import “${exported.name}” of ${vm.name}`}
      description={`A VM on ${host.name} with ${plural(vm.cpuCount, 'CPU')}, ${formatBytes(vm.memoryBytes)} of memory and a disk of ${formatBytes(vm.diskBytes)}, as they were. Every file is compared with its checksum first. The VM is off afterwards, and the export stays.`}
    >
      <form aria-label={`Import ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
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
        <VmNameField id="import-name" value={shownName} onChange={setName} />
        <WhatStaysBehind driver={vm.driver} />
        {refusal !== null && (
          <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            {refusal}
          </p>
        )}
        {importing.error && <ErrorPanel title="Nothing was imported" error={importing.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={importing.isPending} refusal={refusal}>
            Import {shownName}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function refusalOf({ name, drivers, isDraining }: HostView, { vm }: VmExport): string | null {
  if (isDraining) return `${name} is draining: it takes no new VMs.`;
  const driver = drivers.find((each) => each.name === vm.driver);
  if (driver === undefined) return `${name} has no ${vm.driver} driver.`;
  if (!driver.isReady)
    return `The ${vm.driver} driver of ${name} is not ready. ${driver.remedy ?? ''}`.trim();
  if (driver.abilities.includes('importing') && vm.image !== undefined) return null;
  return `The ${vm.driver} driver of ${name} cannot import VMs.`;
}
