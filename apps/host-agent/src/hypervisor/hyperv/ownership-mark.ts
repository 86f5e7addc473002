/**
 * The line in a Hyper-V VM's notes that says which VM of Busbar it is: Hyper-V chooses ids of its own. The line names
 * both ids, so that a copy, which carries the same notes, is not taken for the original.
 */
import { Id } from '@busbar/shared/domain/ids';

export type OwnershipMark = { readonly vmId: string; readonly hypervId: string; readonly image: string };

const line = /^busbar: vm ([0-9a-f-]{36}), hyper-v ([0-9a-f-]{36}), image ([a-z0-9][a-z0-9.-]{0,63})\r?$/m;

export const markText = ({ vmId, hypervId, image }: OwnershipMark): string =>
  [
    'Made by Busbar, which knows this VM by the next line.',
    `busbar: vm ${vmId}, hyper-v ${hypervId}, image ${image}`,
  ].join('\n');

/** `null` when the notes hold no mark. Whatever else a person wrote there does not matter. */
export function readMark(notes: string): OwnershipMark | null {
  const [, vmId = '', hypervId = '', image = ''] = line.exec(notes) ?? [];
  return Id.safeParse(vmId).success && Id.safeParse(hypervId).success ? { vmId, hypervId, image } : null;
}
