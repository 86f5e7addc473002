import type { JobView } from '@busbar/shared/realtime/views';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useNewestViews } from '@/client/realtime/newest-views-context.tsx';
import { useTRPC, useTRPCClient } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { loadChecking, type ProvisionOutput } from './provision-checking.ts';
import type { JobInPlace } from './use-job-in-place.ts';

type UseProvisionInput = {
  readonly place: JobInPlace;
  readonly nameOfHost: (hostId: string | null) => string | null;
};

export type Provision = {
  readonly send: (values: ProvisionOutput) => Promise<void>;
  /** Why nothing was made; null when nothing was refused. */
  readonly error: unknown;
  readonly isPending: boolean;
};

/**
 * Sends what the form asks for. One VM's job is shown while its request is on the way, under an id that the page has
 * chosen: whatever comes first of the answer and the job's own messages fills it. A refusal brings the form back.
 */
export function useProvision({ place, nameOfHost }: UseProvisionInput): Provision {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const router = useRouter();
  const client = useQueryClient();
  const newest = useNewestViews();
  const { user } = useSession();
  /** What was sent last and not answered: the same again is the same request, and makes nothing twice. */
  const unanswered = useRef<{ readonly text: string; readonly jobId: string } | null>(null);
  const [{ error, isPending }, setState] = useState<Pick<Provision, 'error' | 'isPending'>>(idle);
  /** A message may have been quicker than what is known here. */
  const fill = (job: JobView): void => {
    const known = { job, undoPlan: [], children: [] };
    client.setQueryData(trpc.job.get.queryKey({ jobId: job.id }), newest.overlay(known) as typeof known);
  };

  const sendOne = async (values: ProvisionOutput): Promise<void> => {
    const { draftJob, newJobId } = await loadChecking();
    const text = JSON.stringify(values);
    const jobId = unanswered.current?.text === text ? unanswered.current.jobId : newJobId();
    unanswered.current = { text, jobId };
    const answering = settled(api.vm.provision.mutate({ ...values, jobId }));
    // The request leaves before the page is drawn.
    await new Promise((resolve) => setTimeout(resolve));
    fill(draftJob(jobId, values, user.name, nameOfHost(values.hostId)));
    place.show(jobId);
    const [answer] = await answering;
    if (answer.status === 'rejected') {
      place.takeBack();
      throw answer.reason;
    }
    unanswered.current = null;
    for (const { job } of answer.value.jobs) fill(job);
    place.settle(jobId);
  };

  const sendSeveral = async (values: ProvisionOutput): Promise<void> => {
    setState({ error: null, isPending: true });
    await api.vm.provision.mutate(values);
    router.push('/jobs?state=active');
  };

  const send = async (values: ProvisionOutput): Promise<void> => {
    if (error !== null) setState(idle);
    try {
      await (values.count === 1 ? sendOne(values) : sendSeveral(values));
    } catch (thrown) {
      setState({ error: thrown, isPending: false });
    }
  };
  return { send, error, isPending };
}

const settled = <T>(promise: Promise<T>) => Promise.allSettled([promise]);
const idle = { error: null, isPending: false } as const;
