'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { MemoryFields } from '@/components/hardware/memory-fields.tsx';
import { readMemory } from '@/components/hardware/read-memory.ts';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';

type ResizeVmDialogProps = { readonly vm: VmView; readonly onClose: () => void };

/** Other CPUs, memory or a larger disk for a VM that is off. */
export function ResizeVmDialog({ vm, onClose }: ResizeVmDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const resize = useMutation({
    ...trpc.vm.resize.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const size = (name: 'cpuCount' | 'memoryMb' | 'diskGb'): number => Number(form.get(name));
    resize.mutate({
      ...readMemory(form),
      vmId: vm.id,
      cpuCount: size('cpuCount'),
      memoryMb: size('memoryMb'),
      diskGb: size('diskGb'),
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Resize ${vm.name}`}
      description="The disk can only grow, and this cannot be undone. The guest finds the room at its next boot."
    >
      <form aria-label={`Resize ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        <div className="grid grid-cols-3 gap-3">
          <SizeField name="cpuCount" label="CPUs" now={vm.cpuCount} min={1} max={64} />
          <SizeField
            name="memoryMb"
            label="Memory, MiB"
            now={vm.memoryMb}
            min={64}
            max={1024 * 1024}
            step={2}
          />
          <SizeField name="diskGb" label="Disk, GiB" now={vm.diskGb} min={vm.diskGb} max={65_536} />
        </div>
        <MemoryFields vm={vm} />
        {resize.error && <ErrorPanel title="Nothing was changed" error={resize.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={resize.isPending}>
            Resize
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type SizeFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly now: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
};

function SizeField({ name, label, now, ...bounds }: SizeFieldProps) {
  const id = `resize-${name}`;
  return (
    <Field id={id} label={label} help={`Now ${now.toLocaleString('en')}.`}>
      <Input id={id} name={name} type="number" required defaultValue={now} {...bounds} {...describedBy(id)} />
    </Field>
  );
}
