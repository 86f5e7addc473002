'use client';
import { labelLimit } from '@busbar/shared/domain/label';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { nameByTime } from '@/client/name-by-time.ts';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { copyRefusal, whatIsCopied } from './copy-refusal.ts';

type ExportVmDialogProps = { readonly vm: VmView; readonly onClose: () => void };

/** Asks for a name, and says first what is copied of a VM that runs, or why it is not. */
export function ExportVmDialog({ vm, onClose }: ExportVmDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const exporting = useMutation({
    ...trpc.vm.export.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const driver = host.data?.host.drivers.find(({ name }) => name === vm.driver);
  const isAsking = host.data === undefined;
  const refusal = isAsking
    ? 'Asking what the host can do.'
    : copyRefusal(vm, driver, { verb: 'export VMs', done: 'exported' });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (refusal !== null) return;
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    exporting.mutate({ vmId: vm.id, name });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Export ${vm.name}`}
      description={`A copy that stands on nothing else, in a folder of its own on ${vm.hostName}, with checksums of all its files.`}
    >
      <form aria-label={`Export ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        <Field
          id="export-name"
          label="Name of the export"
          help={isAsking || refusal === null ? whatIsCopied(vm) : null}
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
        {!isAsking && refusal !== null && (
          <p role="alert" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
            {refusal}
          </p>
        )}
        {host.error !== null && (
          <ErrorPanel title="What the host can do could not be read" error={host.error} />
        )}
        {exporting.error && <ErrorPanel title="Nothing was exported" error={exporting.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={exporting.isPending} refusal={refusal}>
            Export {vm.name}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
