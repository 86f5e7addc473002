import { z } from 'zod';
import { CheckpointReference } from './checkpoint-reference.ts';
import { defineJobKind } from './job-kind.ts';

export const checkpointRemove = defineJobKind({
  title: 'Remove a checkpoint of',
  input: CheckpointReference,
  document: CheckpointReference,
  secrets: z.null(),
  steps: [{ name: 'remove-checkpoint', title: 'Remove the checkpoint' }],
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.checkpoint',
});
