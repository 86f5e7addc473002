'use client';
import { ownPlace } from '@busbar/shared/domain/place';
import type { HostPlace, VmStorage } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { formatBytes } from '@/client/format.ts';
import { useTRPC } from '@/client/trpc.ts';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Choice } from '@/components/ui/choice.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { placeRefusal } from './place-refusal.ts';

/** Where the VM's files may go, and of each place that they may not go to why. */
export function MoveVmDialog({ vm, onClose }: { readonly vm: VmView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const host = useQuery(trpc.host.get.queryOptions({ hostId: vm.hostId }));
  const facts = host.data?.host.drivers.find(({ name }) => name === vm.driver);
  const canMove = facts?.abilities.includes('storage-moving') === true;
  const storage = useAskedOfHost<VmStorage>(vm, 'storage', canMove);
  const [chosen, setChosen] = useState<string | null>(null);
  const moving = useMutation({
    ...trpc.vm.moveStorage.mutationOptions({ onSuccess: ({ jobId }) => router.push(`/jobs/${jobId}`) }),
    meta: { showsOwnError: true },
  });
  const told = storage.data;
  const open = told?.places.filter((place) => placeRefusal(told, place) === null) ?? [];
  const place = chosen ?? open[0]?.name ?? null;
  const lack = lackOf(vm, { isAsked: host.data !== undefined, canMove, told, hasPlace: open.length > 0 });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (lack === null && place !== null) moving.mutate({ vmId: vm.id, place });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Move the files of ${vm.name}`}
      description={`All of its disks, checkpoints and settings go to another place on ${vm.hostName}.${vm.state === 'running' ? ` ${vm.name} goes on running.` : ''}`}
    >
      <form aria-label={`Move the files of ${vm.name}`} className="flex flex-col gap-3" onSubmit={onSubmit}>
        {told !== undefined && (
          <fieldset className="flex flex-col gap-2">
            <legend className="sr-only">Where to</legend>
            {told.places.map((each) => (
              <Choice
                key={each.name}
                name="place"
                checked={place === each.name}
                disabled={placeRefusal(told, each) !== null}
                onChange={() => setChosen(each.name)}
                label={each.name === ownPlace ? 'On the host itself' : each.name}
                help={helpOf(told, each)}
              />
            ))}
          </fieldset>
        )}
        {lack !== null && (
          <p role={lack.isFinal ? 'alert' : 'status'} className={lack.isFinal ? warning : 'text-ink-2'}>
            {lack.words}
          </p>
        )}
        {host.error !== null && (
          <ErrorPanel title="What the host can do could not be read" error={host.error} />
        )}
        {storage.error !== null && (
          <ErrorPanel title="Where its files are could not be read" error={storage.error} />
        )}
        {moving.error && <ErrorPanel title="Nothing was moved" error={moving.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={moving.isPending} refusal={lack?.words ?? null}>
            Move the files
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const warning = 'rounded-md bg-warn-wash px-3 py-2 text-warn';

const helpOf = (told: VmStorage, place: HostPlace): string => {
  const { path, freeBytes, problem } = place;
  const free = freeBytes === null ? null : `${formatBytes(freeBytes)} free`;
  return problem ?? [path, free, placeRefusal(told, place)].filter((part) => part !== null).join(' · ');
};

type Known = {
  readonly isAsked: boolean;
  readonly canMove: boolean;
  readonly told: VmStorage | undefined;
  readonly hasPlace: boolean;
};

/** Why nothing can be moved; not final while something is still being asked. */
function lackOf(vm: VmView, { isAsked, canMove, told, hasPlace }: Known) {
  const final = (words: string) => ({ words, isFinal: true });
  const refusal = refusalNow(vm);
  if (!isAsked) return { words: 'Asking what the host can do.', isFinal: false };
  if (!canMove)
    return final(`The ${vm.driver} driver of ${vm.hostName} leaves the files of VMs where they were made.`);
  if (refusal !== null) return final(refusal);
  if (told === undefined) return { words: 'Asking the host for its places.', isFinal: false };
  if (hasPlace) return null;
  return told.places.length > 1
    ? final('None of the other places can take it now.')
    : final(`${vm.hostName} has no other place for VMs. BUSBAR_VM_FOLDERS in its configuration names some.`);
}
