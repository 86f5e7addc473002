'use client';
import { DiskKind } from '@busbar/shared/domain/disk';
import { formatBytes } from '@/client/format.ts';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { OnDisk } from './disk-dialog.tsx';
import { phraseOf } from './disk-words.ts';
import { KindChoice } from './kind-choice.tsx';

export function ConvertDiskDialog({ vm, disk, jobs, onClose }: OnDisk) {
  const { kind, below, sizeBytes } = disk;
  const stands =
    below.length > 0 ? ` It takes in what it stands on (${below[0]?.name}), and stands on itself then.` : '';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Convert ${phraseOf(disk)}`}
      description={`A copy is written and then takes its place: ${vm.hostName} needs room for both meanwhile, ${formatBytes(sizeBytes ?? 0)} for a fixed one.${stands} ${vm.name} cannot be started meanwhile.`}
    >
      <form
        aria-label="Convert the disk"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = DiskKind.parse(new FormData(event.currentTarget).get('kind'));
          jobs.convert.mutate({ vmId: vm.id, diskId: disk.id, kind: chosen }, { onSuccess: onClose });
        }}
      >
        <KindChoice
          initial={kind === 'dynamic' ? 'fixed' : 'dynamic'}
          refused={kind === 'differencing' ? null : kind}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={jobs.convert.isPending}>
            Convert the disk
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
