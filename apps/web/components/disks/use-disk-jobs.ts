'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';

/** What can be done with disks; each answers with a job, which the notice leads to. */
export function useDiskJobs() {
  const trpc = useTRPC();
  const asked = useJobNotice();
  return {
    add: useMutation(trpc.disk.add.mutationOptions(asked('The disk is being added'))),
    resize: useMutation(trpc.disk.resize.mutationOptions(asked('The disk is being made larger'))),
    compact: useMutation(trpc.disk.compact.mutationOptions(asked('The disk is being compacted'))),
    convert: useMutation(trpc.disk.convert.mutationOptions(asked('The disk is being converted'))),
    remove: useMutation(trpc.disk.remove.mutationOptions(asked('The disk is being removed'))),
  };
}
export type DiskJobs = ReturnType<typeof useDiskJobs>;
