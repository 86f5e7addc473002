'use client';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { formatExact } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { VmFromCopyDialog } from '@/components/exports/vm-from-copy-dialog.tsx';

type RestoreDialogProps = {
  readonly host: HostView;
  readonly backup: VmBackup;
  /** Of the VM that was backed up, where it is still there. */
  readonly original: { readonly name: string } | null;
  readonly onClose: () => void;
};

export function RestoreDialog({ host, backup, original, onClose }: RestoreDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const restoring = useMutation({
    ...trpc.backup.restore.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  return (
    <VmFromCopyDialog
      host={host}
      title={`Restore ${backup.vm.name} as of ${formatExact(backup.createdAt)}`}
      verb="Restore"
      copy="backup"
      vm={backup.vm}
      original={original}
      making={restoring}
      onMake={(input) => restoring.mutate({ ...input, backupId: backup.id })}
      onClose={onClose}
    />
  );
}
