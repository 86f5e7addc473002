'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { notify } from '@/client/notify.ts';
import { useTRPC } from '@/client/trpc.ts';

/** What can be done with checkpoints; each answers with a job, which the notice leads to. */
export function useCheckpointJobs() {
  const trpc = useTRPC();
  const router = useRouter();
  const asked = (what: string) => ({
    onSuccess: ({ jobId }: { readonly jobId: string }): void =>
      notify(what, { action: { label: 'Show the job', onClick: () => router.push(`/jobs/${jobId}`) } }),
  });
  return {
    create: useMutation(trpc.checkpoint.create.mutationOptions(asked('The checkpoint is being made'))),
    applyTo: useMutation(trpc.checkpoint.applyTo.mutationOptions(asked('The VM returns to the checkpoint'))),
    rename: useMutation(trpc.checkpoint.rename.mutationOptions(asked('The checkpoint is being renamed'))),
    remove: useMutation(trpc.checkpoint.remove.mutationOptions(asked('The checkpoint is being removed'))),
  };
}
export type CheckpointJobs = ReturnType<typeof useCheckpointJobs>;
