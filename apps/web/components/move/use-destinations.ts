'use client';
import type { VmStorage } from '@busbar/shared/protocol/asked-of-host';
import type { VmView } from '@busbar/shared/realtime/views';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { refusalNow } from '@/components/asked-of-host/refusal-now.ts';
import { useAskedOfHost } from '@/components/asked-of-host/use-asked-of-host.ts';
import { hostChoices, placeChoices } from './move-choices.ts';

/** Not final while something is still being asked. */
export type Lack = { readonly words: string; readonly isFinal: boolean };

/** Where a VM and its files may go, as its host and the control plane tell it now. */
export function useDestinations(vm: VmView) {
  const trpc = useTRPC();
  const hosts = useQuery(trpc.host.list.queryOptions());
  const items = hosts.data?.items ?? [];
  const facts = items.find(({ id }) => id === vm.hostId)?.drivers.find(({ name }) => name === vm.driver);
  const canMoveFiles = facts?.abilities.includes('storage-moving') === true;
  const canMoveVm = facts?.abilities.includes('host-moving') === true;
  const storage = useAskedOfHost<VmStorage>(vm, 'storage', canMoveFiles);
  const told = storage.data;
  const isAsked = hosts.data !== undefined && (!canMoveFiles || told !== undefined || storage.error !== null);
  // All at once: what is chosen from the start must not change under a hand.
  const places = isAsked && told !== undefined ? placeChoices(told) : [];
  const others = isAsked && canMoveVm ? hostChoices(vm, items, told?.bytes ?? null) : [];
  const isAlone = isAsked && canMoveVm && refusalNow(vm) === null && others.length === 0;
  const lack = (): Lack | null => {
    const final = (words: string): Lack => ({ words, isFinal: true });
    const refusal = refusalNow(vm);
    if (hosts.data === undefined) return { words: 'Asking what the host can do.', isFinal: false };
    if (!canMoveFiles && !canMoveVm)
      return final(
        `The ${vm.driver} driver of ${vm.hostName} leaves VMs and their files where they were made.`,
      );
    if (refusal !== null) return final(refusal);
    if (!isAsked) return { words: 'Asking the host for its places.', isFinal: false };
    return [...places, ...others].some(({ isOpen }) => isOpen)
      ? null
      : final(nowhere(vm, places.length > 1, others.length > 0));
  };
  return { places, others, isAlone, lack: lack(), error: hosts.error ?? storage.error };
}

const nowhere = (vm: VmView, hasPlaces: boolean, hasHosts: boolean): string => {
  if (hasPlaces || hasHosts) return 'None of the other places and hosts can take it now.';
  return `${vm.hostName} has no other place for VMs, and there is no other host. BUSBAR_VM_FOLDERS in its configuration names places.`;
};
