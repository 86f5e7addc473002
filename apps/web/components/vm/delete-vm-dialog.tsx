'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '@/client/trpc.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';

type DeleteVmDialogProps = { readonly vm: VmView; readonly onClose: () => void };

export function DeleteVmDialog({ vm, onClose }: DeleteVmDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const remove = useMutation(
    trpc.vm.delete.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
  );
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete ${vm.name}?`}
      verb={`Delete ${vm.name}`}
      isBusy={remove.isPending}
      nameToType={vm.name}
      onConfirm={() => remove.mutate({ vmId: vm.id, confirmName: vm.name })}
    >
      The VM is powered off and removed from {vm.hostName} with all its disks, checkpoints and everything on
      them; its system disk has {vm.diskGb} GiB. This cannot be undone. Its exports and backups stay, and so
      do its jobs and the audit table.
    </ConfirmDialog>
  );
}
