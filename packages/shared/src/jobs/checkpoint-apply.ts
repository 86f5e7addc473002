import { z } from 'zod';
import { CheckpointReference } from './checkpoint-reference.ts';
import { defineJobKind } from './job-kind.ts';

const AppliedCheckpoint = CheckpointReference.extend({
  /** Otherwise the VM stays paused with the memory of the checkpoint, or off where it has none. */
  start: z.boolean(),
});

/** What the VM was before is lost with the second step, whatever comes after it. */
export const checkpointApply = defineJobKind({
  title: 'Apply a checkpoint to',
  input: AppliedCheckpoint,
  document: AppliedCheckpoint,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check that the checkpoint is there' },
    { name: 'apply-checkpoint', title: 'Return the VM to the checkpoint' },
    { name: 'start', title: 'Start the VM' },
    { name: 'wait-channel', title: 'Wait for the guest agent' },
  ],
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.checkpoint',
});
