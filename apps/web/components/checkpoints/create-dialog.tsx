'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { PromptDialog } from '@/components/ui/prompt-dialog.tsx';

type CreateDialogProps = {
  readonly vm: VmView;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onCreate: (name: string) => void;
};

/** "2026-11-21 13:05", in the viewer's zone: sorts, and needs no thought at three in the morning. */
function nameByTime(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

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
