'use client';
import { formatBytes } from '@/client/format.ts';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { OnDisk } from './disk-dialog.tsx';
import { phraseOf } from './disk-words.ts';

export function CompactDiskDialog({ vm, disk, jobs, onClose }: OnDisk) {
  const compact = (): void => jobs.compact.mutate({ vmId: vm.id, diskId: disk.id }, { onSuccess: onClose });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Compact ${phraseOf(disk)}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={jobs.compact.isPending} onClick={compact}>
            Compact the disk
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        It takes {formatBytes(disk.fileBytes ?? 0)} of {vm.hostName} now. What is empty in it is given back;
        what a guest has deleted counts once the guest has trimmed it (<code>fstrim -a</code>) or written
        zeros over it. {vm.name} cannot be started meanwhile. The job says what was won.
      </p>
    </Dialog>
  );
}
