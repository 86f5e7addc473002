'use client';
import { labelLimit } from '@busbar/shared/domain/label';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { nameByTime } from '@/client/name-by-time.ts';
import { useTRPC } from '@/client/trpc.ts';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { copyRefusal, whatIsCopied } from './copy-refusal.ts';
import { CopyVmDialog } from './copy-vm-dialog.tsx';

type ExportVmDialogProps = { readonly vm: VmView; readonly onClose: () => void };

const words = { verb: 'export VMs', done: 'exported' } as const;

/** Asks for a name, and says first what is copied of a VM that runs, or why it is not. */
export function ExportVmDialog({ vm, onClose }: ExportVmDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const exporting = useMutation({
    ...trpc.vm.export.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  return (
    <CopyVmDialog
      vm={vm}
      onClose={onClose}
      title={`Export ${vm.name}`}
      description={`A copy that stands on nothing else, in a folder of its own on ${vm.hostName}, with checksums of all its files.`}
      verb={`Export ${vm.name}`}
      failure="Nothing was exported"
      making={exporting}
      lackOf={(driver) => copyRefusal(vm, driver, words)}
      onSubmit={(form) => exporting.mutate({ vmId: vm.id, name: String(form.get('name')).trim() })}
    >
      {(facts) => (
        <Field
          id="export-name"
          label="Name of the export"
          help={facts === null || copyRefusal(vm, facts.driver, words) === null ? whatIsCopied(vm) : null}
        >
          <Input
            id="export-name"
            name="name"
            defaultValue={nameByTime()}
            required
            maxLength={labelLimit}
            autoComplete="off"
            {...describedBy('export-name')}
          />
        </Field>
      )}
    </CopyVmDialog>
  );
}
