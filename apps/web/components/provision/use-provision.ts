import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { useNewestViews } from '@/client/realtime/newest-views-context.tsx';
import { useTRPC } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { loadChecking, type ProvisionOutput } from './provision-checking.ts';
import type { JobInPlace } from './use-job-in-place.ts';

type UseProvisionInput = Omit<JobInPlace, 'jobId'> & {
  readonly nameOfHost: (hostId: string) => string | null;
};

/**
 * Sends what the form asks for. One VM's job is shown while its request is on the way, under an id that the page has
 * chosen: whatever comes first of the answer and the job's own messages fills it. A refusal brings the form back.
 */
export function useProvision({ show, settle, takeBack, nameOfHost }: UseProvisionInput) {
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const newest = useNewestViews();
  const { user } = useSession();
  /** What was sent last and not answered: the same again is the same request, and makes nothing twice. */
  const unanswered = useRef<{ readonly text: string; readonly jobId: string } | null>(null);
  const keyOf = (jobId: string) => trpc.job.get.queryKey({ jobId });
  const provision = useMutation({
    ...trpc.vm.provision.mutationOptions({
      onSuccess: ({ jobs }) => {
        unanswered.current = null;
        const [only] = jobs;
        if (jobs.length !== 1 || only === undefined) return router.push('/jobs?state=active');
        const known = { job: only.job, undoPlan: [], children: [] };
        // A message may have been quicker than the answer.
        client.setQueryData(keyOf(only.jobId), newest.overlay(known) as typeof known);
        settle(only.jobId);
      },
      onError: (_error, { jobId }) => {
        if (jobId === undefined) return;
        takeBack();
        client.removeQueries({ queryKey: keyOf(jobId) });
      },
    }),
    meta: { showsOwnError: true },
  });
  const send = async (values: ProvisionOutput): Promise<void> => {
    const { draftJob, newJobId } = await loadChecking();
    if (values.count !== 1) return provision.mutate(values);
    const text = JSON.stringify(values);
    const jobId = unanswered.current?.text === text ? unanswered.current.jobId : newJobId();
    unanswered.current = { text, jobId };
    provision.mutate({ ...values, jobId });
    // The request leaves before the page draws.
    await new Promise((resolve) => setTimeout(resolve));
    const names = {
      personName: user.name,
      hostName: values.hostId === null ? null : nameOfHost(values.hostId),
    };
    const draft = { job: draftJob(jobId, values, names), undoPlan: [], children: [] };
    client.setQueryData(keyOf(jobId), (known) => known ?? draft);
    show(jobId);
  };
  return { send, error: provision.error, isPending: provision.isPending };
}
