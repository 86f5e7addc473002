'use client';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useState } from 'react';
import { formatExact } from '@/client/format.ts';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';

type ApplyDialogProps = {
  readonly vm: VmView;
  readonly checkpoint: Checkpoint;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onApply: (start: boolean) => void;
};

/** In which state the VM will be. */
function afterwards(name: string, hasMemory: boolean, start: boolean): string {
  if (hasMemory && start)
    return `${name} goes on from that moment, with the programs and shells that ran then. Its clock may have to be set.`;
  if (hasMemory) return `${name} waits at that moment, with its memory, until you let it go on.`;
  return start ? `${name} boots from its disk of that time.` : `${name} is off, until you start it.`;
}

/** Says what is lost and what comes after, before anything is done. */
export function ApplyDialog({ vm, checkpoint, isBusy, onClose, onApply }: ApplyDialogProps) {
  const { name, hasMemory, createdAt } = checkpoint;
  const isOn = vm.state === 'running' || vm.state === 'starting';
  const [start, setStart] = useState(hasMemory || isOn);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Return ${vm.name} to “${name}”?`}
      verb={`Return ${vm.name}`}
      isBusy={isBusy}
      nameToType={vm.name}
      onConfirm={() => onApply(start)}
    >
      <div className="flex flex-col gap-3">
        <p>
          <strong className="font-medium text-ink">Lost:</strong> everything that was written to the disk of{' '}
          {vm.name} since {formatExact(createdAt)}
          {isOn && ', and all that runs in it now'}. Nothing brings it back, unless you make a checkpoint of
          it first. All checkpoints stay.
        </p>
        <p aria-live="polite">
          <strong className="font-medium text-ink">Afterwards:</strong>{' '}
          {afterwards(vm.name, hasMemory, start)}
        </p>
        <Checkbox
          label="Start it afterwards"
          checked={start}
          onChange={(event) => setStart(event.target.checked)}
        />
      </div>
    </ConfirmDialog>
  );
}
