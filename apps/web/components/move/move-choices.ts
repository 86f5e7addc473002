import { moveRefusal } from '@busbar/shared/domain/move-refusal';
import { ownPlace } from '@busbar/shared/domain/place';
import type { VmStorage } from '@busbar/shared/protocol/asked-of-host';
import type { HostView, VmView } from '@busbar/shared/realtime/views';
import { formatBytes } from '../../client/format.ts';
import { placeRefusal } from './place-refusal.ts';

/** One of the things that a VM, or its files, could go to. */
export type MoveChoice = {
  readonly kind: 'place' | 'host';
  /** Name of the place, id of the host. */
  readonly id: string;
  readonly label: string;
  /** What it has, or why it cannot be chosen. */
  readonly help: string;
  readonly isOpen: boolean;
};

export const placeChoices = (told: VmStorage): readonly MoveChoice[] =>
  told.places.map((place) => {
    const { name, path, freeBytes, problem } = place;
    const refusal = placeRefusal(told, place);
    const free = freeBytes === null ? null : `${formatBytes(freeBytes)} free`;
    return {
      kind: 'place',
      id: name,
      label: name === ownPlace ? 'On the host itself' : name,
      help: problem ?? [path, free, refusal].filter((part) => part !== null).join(' · '),
      isOpen: refusal === null,
    };
  });

/** Every other host, those that can take it first; `bytes`: of the VM's files, null where nobody has told. */
export function hostChoices(
  vm: VmView,
  hosts: readonly HostView[],
  bytes: number | null,
): readonly MoveChoice[] {
  const from = hosts.find(({ id }) => id === vm.hostId);
  if (from === undefined) return [];
  return hosts
    .filter((host) => host !== from)
    .map((to) => {
      const refusal = moveRefusal({ ...vm, bytes }, from, to);
      return {
        kind: 'host',
        id: to.id,
        label: to.name,
        help: refusal ?? roomOf(to),
        isOpen: refusal === null,
      } as const;
    })
    .toSorted((one, other) => Number(other.isOpen) - Number(one.isOpen));
}

const roomOf = ({ capacity }: HostView): string =>
  capacity === null
    ? 'It has not told what room it has.'
    : `${formatBytes(capacity.memoryFreeBytes)} of memory, ${formatBytes(capacity.diskFreeBytes)} of disk free`;
