'use client';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import type { OnDisk } from './disk-dialog.tsx';
import { phraseOf } from './disk-words.ts';

export function RemoveDiskDialog({ vm, disk, jobs, onClose }: OnDisk) {
  const [deletes, setDeletes] = useState(disk.isOurs);
  const isOff = vm.state === 'stopped' || vm.state === 'failed';
  const remove = (): void =>
    jobs.remove.mutate({ vmId: vm.id, diskId: disk.id, deleteFile: deletes }, { onSuccess: onClose });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${phraseOf(disk)}?`}
      verb={deletes ? 'Remove and delete the disk' : `Remove it from ${vm.name}`}
      isBusy={jobs.remove.isPending}
      {...(deletes ? { nameToType: vm.name } : {})}
      onConfirm={remove}
    >
      <div className="flex flex-col gap-2">
        {!isOff && <p>A guest that has it mounted gets errors: unmount it first.</p>}
        {disk.isOurs ? (
          <Checkbox
            label={`Delete its file “${disk.name}” with all that is on it`}
            checked={deletes}
            onChange={(event) => setDeletes(event.target.checked)}
          />
        ) : (
          <p>
            Its file “{disk.name}” was attached on {vm.hostName}, and stays there.
          </p>
        )}
        {disk.isOurs && !deletes && (
          <p>
            The file stays in the VM’s folder on {vm.hostName}; the job says where. People on the host can
            attach it again, not this page. It goes when the VM is deleted.
          </p>
        )}
      </div>
    </ConfirmDialog>
  );
}
