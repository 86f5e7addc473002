'use client';
import { systemDiskId } from '@busbar/shared/domain/disk';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import type { OnDisk } from './disk-dialog.tsx';
import { gibibyte, phraseOf } from './disk-words.ts';

export function GrowDiskDialog({ vm, disk, jobs, onClose }: OnDisk) {
  const [error, setError] = useState<string>();
  const now = Math.ceil((disk.sizeBytes ?? 0) / gibibyte);
  const seen =
    disk.id === systemDiskId
      ? 'The guest finds the room at its next boot.'
      : 'A guest that runs sees the room at once, and grows its file system itself.';
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const sizeGb = Number(new FormData(event.currentTarget).get('sizeGb'));
    const isLarger =
      Number.isInteger(sizeGb) && sizeGb * gibibyte > (disk.sizeBytes ?? 0) && sizeGb <= 65_536;
    setError(isLarger ? undefined : `Say how many whole GiB it is to have, more than ${now}.`);
    if (isLarger) jobs.resize.mutate({ vmId: vm.id, diskId: disk.id, sizeGb }, { onSuccess: onClose });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Grow ${phraseOf(disk)}`}
      description={`A disk only grows, and this cannot be undone. ${seen}`}
    >
      <form aria-label="Grow the disk" className="flex flex-col gap-3" noValidate onSubmit={onSubmit}>
        <Field id="sizeGb" label="New size, GiB" error={error} help={`It has ${now} GiB now.`}>
          <Input
            id="sizeGb"
            name="sizeGb"
            type="number"
            inputMode="numeric"
            min={now + 1}
            defaultValue={now + 1}
            {...describedBy('sizeGb', error)}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={jobs.resize.isPending}>
            Grow the disk
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
