import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { SwitchId, switchNameLimit } from '../domain/switch.ts';
import { defineJobKind } from './job-kind.ts';

/** As it was seen: people may have named it anything at the hypervisor. */
const seenName = z.string().max(Math.max(256, switchNameLimit));
export const SwitchRemoveInput = z.object({ hostId: Id, switchId: SwitchId, name: seenName });
export type SwitchRemoveInput = z.infer<typeof SwitchRemoveInput>;
export const SwitchRemoveDocument = SwitchRemoveInput.omit({ hostId: true });

/** Of a host, not of a VM. A switch that is gone is what was asked for. */
export const switchRemove = defineJobKind({
  title: 'Remove the virtual switch',
  input: SwitchRemoveInput,
  document: SwitchRemoveDocument,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check that no VM is on it' },
    { name: 'remove-switch', title: 'Remove the switch' },
  ],
  timeoutMs: 10 * 60_000,
  maxAttempts: 1,
  permission: 'host.switch',
});
