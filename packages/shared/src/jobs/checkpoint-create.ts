import { z } from 'zod';
import { CheckpointName } from '../domain/checkpoint.ts';
import { defineJobKind } from './job-kind.ts';
import { VmReference } from './vm-reference.ts';

const NewCheckpoint = VmReference.extend({ name: CheckpointName });

export const checkpointCreate = defineJobKind({
  title: 'Make a checkpoint of',
  input: NewCheckpoint,
  document: NewCheckpoint,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check that the name is free' },
    { name: 'create-checkpoint', title: 'Make the checkpoint', undo: 'Remove the checkpoint' },
  ],
  timeoutMs: 30 * 60_000,
  maxAttempts: 1,
  permission: 'vm.checkpoint',
});
