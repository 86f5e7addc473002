'use client';
import { diskAdd } from '@busbar/shared/jobs/disk-add';
import type { VmView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { KindChoice } from './kind-choice.tsx';
import type { DiskJobs } from './use-disk-jobs.ts';

type AddDiskDialogProps = {
  readonly vm: VmView;
  readonly add: DiskJobs['add'];
  readonly onClose: () => void;
};

/** Another empty disk for the VM. */
export function AddDiskDialog({ vm, add, onClose }: AddDiskDialogProps) {
  const [error, setError] = useState<string>();
  const isOff = vm.state === 'stopped' || vm.state === 'failed';
  const seen = isOff ? 'The guest sees it when it is started' : 'The guest sees it at once';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Add a disk to ${vm.name}`}
      description={`It is empty. ${seen}, and partitions it.`}
    >
      <form
        aria-label={`Add a disk to ${vm.name}`}
        className="flex flex-col gap-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const size = String(form.get('sizeGb'));
          const sizeGb = size === '' ? undefined : Number(size);
          const wanted = diskAdd.input.safeParse({ vmId: vm.id, sizeGb, kind: form.get('kind') });
          setError(wanted.error?.issues[0]?.message);
          if (wanted.success) add.mutate(wanted.data, { onSuccess: onClose });
        }}
      >
        <Field id="sizeGb" label="Size, GiB" error={error}>
          <Input
            id="sizeGb"
            name="sizeGb"
            type="number"
            inputMode="numeric"
            min={1}
            defaultValue={10}
            {...describedBy('sizeGb', error)}
          />
        </Field>
        <KindChoice initial="dynamic" />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={add.isPending}>
            Add the disk
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
