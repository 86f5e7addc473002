import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { DriverName } from '../protocol/host-facts.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

export const VmMoveInput = VmReference.extend({ toHostId: Id });
export type VmMoveInput = z.infer<typeof VmMoveInput>;

/** Where a VM goes, as its destination has told us. */
export const VmDestination = z.object({
  /** As people know it here. */
  hostName: z.string().max(256),
  /** As hypervisors know it. */
  machine: z.string().min(1).max(256),
  /** For the VM alone. */
  folder: z.string().min(1).max(1024),
  /** Of its disk, when it last told. */
  freeBytes: z.number().int().min(0),
});
export type VmDestination = z.infer<typeof VmDestination>;

export const VmMoveDocument = VmMoveInput.extend({
  /** By name: afterwards its former host has no such VM. */
  driver: DriverName,
  to: VmDestination,
});
export type VmMoveDocument = z.infer<typeof VmMoveDocument>;

/** Of a move that ended otherwise than wished, after the hypervisors were done: what is left of it is the VM itself. */
export const wentAll = ({ hostName }: Pick<VmDestination, 'hostName'>): string =>
  `the VM, which is on ${hostName} now`;

/** Carried out by the host that has the VM; what it becomes, its destination tells. */
export const vmMove = defineJobKind({
  title: 'Move',
  input: VmMoveInput,
  document: VmMoveDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check VM and hosts' },
    { name: 'move-vm', title: 'Move the VM', undo: 'See on which host the VM is' },
    { name: 'let-go', title: 'Remove what is left of it here' },
  ],
  // Half a terabyte at 50 MB/s, which a busy guest may write to meanwhile.
  timeoutMs: 6 * 60 * 60_000,
  maxAttempts: 1,
  permission: 'vm.move',
});
