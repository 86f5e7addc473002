'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';

/** What can be done with checkpoints; each answers with a job, which the notice leads to. */
export function useCheckpointJobs() {
  const trpc = useTRPC();
  const asked = useJobNotice();
  return {
    create: useMutation(trpc.checkpoint.create.mutationOptions(asked('The checkpoint is being made'))),
    applyTo: useMutation(trpc.checkpoint.applyTo.mutationOptions(asked('The VM returns to the checkpoint'))),
    rename: useMutation(trpc.checkpoint.rename.mutationOptions(asked('The checkpoint is being renamed'))),
    exportOf: useMutation(trpc.vm.export.mutationOptions(asked('The checkpoint is being exported'))),
    remove: useMutation(trpc.checkpoint.remove.mutationOptions(asked('The checkpoint is being removed'))),
  };
}
export type CheckpointJobs = ReturnType<typeof useCheckpointJobs>;
