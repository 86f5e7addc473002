'use client';
import type { VmExport } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '@/client/trpc.ts';
import { VmFromCopyDialog } from './vm-from-copy-dialog.tsx';

type ImportDialogProps = {
  readonly host: HostView;
  readonly exported: VmExport;
  /** Of the VM that was exported, where it is still there. */
  readonly original: { readonly name: string } | null;
  readonly onClose: () => void;
};

export function ImportDialog({ host, exported, original, onClose }: ImportDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const importing = useMutation({
    ...trpc.vm.import.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  return (
    <VmFromCopyDialog
      host={host}
      title={`Import “${exported.name}” of ${exported.vm.name}`}
      verb="Import"
      copy="export"
      vm={exported.vm}
      original={original}
      making={importing}
      onMake={(input) => importing.mutate({ ...input, exportId: exported.id })}
      onClose={onClose}
    />
  );
}
