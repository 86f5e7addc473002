import { z } from 'zod';
import { nextState, type Transitions } from './transition.ts';

/**
 * A VM as the control plane knows it. `requested` and `provisioning` are Busbar's own; the power states
 * come from the host; `missing` means its host no longer has it although nobody here deleted it.
 */
export const VmState = z.enum([
  'requested',
  'provisioning',
  'starting',
  'running',
  'stopping',
  'stopped',
  'paused',
  'saved',
  'failed',
  'missing',
  'deleting',
  'deleted',
]);
export type VmState = z.infer<typeof VmState>;

/** What a hypervisor can say about a VM's power. `saved`: its memory is on the disk, and it takes none of the host's. */
export const PowerState = z.enum([
  'starting',
  'running',
  'stopping',
  'stopped',
  'paused',
  'saved',
  'crashed',
]);
export type PowerState = z.infer<typeof PowerState>;

export type VmStateEvent =
  | 'provision-accepted'
  | 'provision-succeeded'
  | 'provision-failed'
  | 'provision-undone'
  | 'made-stopped'
  | 'restore-requested'
  | 'delete-accepted'
  | 'delete-failed'
  | 'gone'
  | `observed-${PowerState}`;

const observed = {
  'observed-starting': 'starting',
  'observed-running': 'running',
  'observed-stopping': 'stopping',
  'observed-stopped': 'stopped',
  'observed-paused': 'paused',
  'observed-saved': 'saved',
  'observed-crashed': 'failed',
} as const;
const settled = { ...observed, 'delete-accepted': 'deleting', gone: 'missing' } as const;

export const vmTransitions: Transitions<VmState, VmStateEvent> = {
  requested: {
    'provision-accepted': 'provisioning',
    'provision-failed': 'failed',
    'provision-undone': 'deleted',
  },
  provisioning: {
    'provision-succeeded': 'running',
    'made-stopped': 'stopped',
    'provision-failed': 'failed',
    'provision-undone': 'deleted',
  },
  starting: settled,
  running: settled,
  stopping: settled,
  stopped: settled,
  paused: settled,
  saved: settled,
  failed: settled,
  missing: { ...observed, 'delete-accepted': 'deleting', 'restore-requested': 'requested' },
  deleting: { gone: 'deleted', 'delete-failed': 'failed' },
  // The one way back: somebody asks for the very VM again, from an export of it.
  deleted: { 'restore-requested': 'requested' },
};

export const nextVmState = (state: VmState, event: VmStateEvent): VmState | null =>
  nextState(vmTransitions, state, event);
