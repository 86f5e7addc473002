'use client';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ChoiceGroup, ChoiceGroupSkeleton } from './choice-group.tsx';
import type { MoveChoice } from './move-choices.ts';
import { useDestinations } from './use-destinations.ts';

/** Where the VM or its files may go, and of each place and host that they may not go to why. */
export function MoveVmDialog({ vm, onClose }: { readonly vm: VmView; readonly onClose: () => void }) {
  const { places, others, isAlone, lack, error } = useDestinations(vm);
  const [picked, setPicked] = useState<MoveChoice | null>(null);
  const moving = useMove(vm);
  const open = [...places, ...others].filter(({ isOpen }) => isOpen);
  const first = picked ?? open[0];
  // What was picked and is no longer open is not replaced by something else.
  const chosen = open.find(({ kind, id }) => kind === first?.kind && id === first.id) ?? null;
  const refusal = lack?.words ?? (chosen === null ? 'Choose where to.' : null);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (refusal === null && chosen !== null) moving.start(chosen);
  };
  const group = { chosen, onChange: setPicked };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Move ${vm.name}`}
      description={`Its disks, checkpoints and settings go to another place on ${vm.hostName}, or the whole VM to another host.${vm.state === 'running' ? ` ${vm.name} goes on running.` : ''}`}
    >
      <form aria-label={`Move ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        {places.length > 0 && (
          <ChoiceGroup legend={`Its files, on ${vm.hostName}`} choices={places} {...group} />
        )}
        {lack?.isFinal === false && <ChoiceGroupSkeleton legend={`Its files, on ${vm.hostName}`} />}
        {isAlone && (
          <div>
            <p className="pb-1 font-medium">The VM, to another host</p>
            <p className="text-ink-2">There is no other host here yet.</p>
          </div>
        )}
        {others.length > 0 && <ChoiceGroup legend="The VM, to another host" choices={others} {...group} />}
        {lack !== null && (
          <p role={lack.isFinal ? 'alert' : 'status'} className={lack.isFinal ? warning : 'sr-only'}>
            {lack.words}
          </p>
        )}
        {error !== null && <ErrorPanel title="Where it could go could not be read" error={error} />}
        {moving.error !== null && <ErrorPanel title="Nothing was moved" error={moving.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={moving.isPending} refusal={refusal}>
            {wordsOf(chosen)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const wordsOf = (chosen: MoveChoice | null): string =>
  chosen === null ? 'Move' : chosen.kind === 'host' ? `Move to ${chosen.label}` : 'Move the files';

const warning = 'rounded-md bg-warn-wash px-3 py-2 text-warn';

/** Shows the job once it is queued. */
function useMove(vm: VmView) {
  const trpc = useTRPC();
  const router = useRouter();
  const onSuccess = ({ jobId }: { readonly jobId: string }): void => router.push(`/jobs/${jobId}`);
  const meta = { showsOwnError: true };
  const toPlace = useMutation({ ...trpc.vm.moveStorage.mutationOptions({ onSuccess }), meta });
  const toHost = useMutation({ ...trpc.vm.move.mutationOptions({ onSuccess }), meta });
  return {
    isPending: toPlace.isPending || toHost.isPending,
    error: toPlace.error ?? toHost.error,
    start: ({ kind, id }: MoveChoice): void => {
      toPlace.reset();
      toHost.reset();
      if (kind === 'host') toHost.mutate({ vmId: vm.id, toHostId: id });
      else toPlace.mutate({ vmId: vm.id, place: id });
    },
  };
}
