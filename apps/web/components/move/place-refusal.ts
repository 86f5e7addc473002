import type { HostPlace, VmStorage } from '@busbar/shared/protocol/asked-of-host';
import { formatBytes } from '../../client/format.ts';

/** Why the VM's files cannot go to this place; null when they can. */
export function placeRefusal(
  { place, bytes }: VmStorage,
  { name, freeBytes, problem }: HostPlace,
): string | null {
  if (problem !== null) return problem;
  if (name === place) return 'its files are here';
  if (freeBytes !== null && freeBytes < bytes) return `too little room: ${formatBytes(bytes)} are needed`;
  return null;
}
