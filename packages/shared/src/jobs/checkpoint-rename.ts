import { z } from 'zod';
import { CheckpointName } from '../domain/checkpoint.ts';
import { CheckpointReference } from './checkpoint-reference.ts';
import { defineJobKind } from './job-kind.ts';

const RenamedCheckpoint = CheckpointReference.extend({ name: CheckpointName });

export const checkpointRename = defineJobKind({
  title: 'Rename a checkpoint of',
  input: RenamedCheckpoint,
  document: RenamedCheckpoint,
  secrets: z.null(),
  steps: [
    { name: 'check', title: 'Check that the name is free' },
    { name: 'rename-checkpoint', title: 'Rename the checkpoint', undo: 'Give it its former name again' },
  ],
  timeoutMs: 5 * 60_000,
  maxAttempts: 1,
  permission: 'vm.checkpoint',
});
