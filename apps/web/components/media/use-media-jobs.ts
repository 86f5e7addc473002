'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useJobNotice } from '@/components/asked-of-host/use-job-notice.ts';

/** What can be done with ISOs; each answers with a job, which the notice leads to. */
export function useMediaJobs() {
  const trpc = useTRPC();
  const asked = useJobNotice();
  return {
    attach: useMutation(trpc.media.attach.mutationOptions(asked('The ISO is being attached'))),
    eject: useMutation(trpc.media.eject.mutationOptions(asked('The ISO is being ejected'))),
  };
}
