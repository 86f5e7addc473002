'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';

type CancelDialogProps = {
  readonly job: JobView;
  readonly undoPlan: readonly string[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

/** Says what would be undone before it is. */
export function CancelDialog({ job, undoPlan, isOpen, onClose }: CancelDialogProps) {
  const trpc = useTRPC();
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
        'Nothing has been made yet, so nothing has to be undone.'
      ) : (
        <>
          What the job has made is undone, last in first out:
          <ul className="mt-1 list-disc pl-5">
            {undoPlan.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </ConfirmDialog>
  );
}
