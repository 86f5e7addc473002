'use client';
import { undoPlanOf } from '@busbar/shared/domain/undo-plan';
import type { JobView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { UndoList } from './undo-list.tsx';

type CancelDialogProps = {
  readonly job: JobView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

/** Kinds that make their VM. */
const making: ReadonlySet<string> = new Set(['vm.provision', 'vm.import', 'vm.clone', 'backup.restore']);

function nothingYet({ kind, continuesId }: JobView): string {
  if (continuesId !== null) return 'It has not begun yet: what the earlier job has kept stays as it is.';
  if (kind === 'backup.verify') return 'It only reads the backup, so nothing has to be undone.';
  return making.has(kind)
    ? 'Nothing has been made yet, so nothing has to be undone.'
    : 'The work stops where it is. What a command has done to the VM cannot be taken back.';
}

/** Says what would be undone before it is. */
export function CancelDialog({ job, isOpen, onClose }: CancelDialogProps) {
  const trpc = useTRPC();
  // From the live steps: it grows while the dialog is open.
  const undoPlan = undoPlanOf(job.steps);
  const cancel = useMutation(trpc.job.cancel.mutationOptions({ onSettled: onClose }));
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Cancel “${job.title}”?`}
      verb="Cancel the job"
      isBusy={cancel.isPending}
      onConfirm={() => cancel.mutate({ jobId: job.id })}
    >
      {undoPlan.length === 0 ? (
        nothingYet(job)
      ) : (
        <UndoList lead="What was made is undone, last in first out:" lines={undoPlan} />
      )}
    </ConfirmDialog>
  );
}
