'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { nameByTime } from '@/client/name-by-time.ts';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';

type CreateDialogProps = {
  readonly vm: VmView;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onCreate: (name: string) => void;
};

export function CreateDialog({ vm, isBusy, onClose, onCreate }: CreateDialogProps) {
  const isOff = vm.state === 'stopped' || vm.state === 'failed';
  return (
    <PromptDialog
      isOpen
      onClose={onClose}
      title={`Make a checkpoint of ${vm.name}`}
      description={
        isOff
          ? `${vm.name} is off: its disk is kept.`
          : 'Disk and memory are kept as they are. The VM may stand still while its memory is written.'
      }
      label="Name"
      initial={nameByTime()}
      verb="Make the checkpoint"
      isBusy={isBusy}
      onSubmit={onCreate}
    />
  );
}
