import type { JobView } from '@busbar/shared/realtime/views';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useNewestViews } from '@/client/realtime/newest-views-context.tsx';
import { useRealtimeClient } from '@/client/realtime/realtime-context.tsx';
import { useTRPC, useTRPCClient } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { firstNews } from './first-news.ts';
import { loadChecking, type ProvisionOutput } from './provision-checking.ts';
import type { JobInPlace } from './use-job-in-place.ts';

/**
 * What comes within this feels like an answer at once (Nielsen, "Response Times", 1993): the job is drawn once, with
 * its first step under way, instead of twice. Measured: a fifth sooner on two cores, which both draw and provision.
 */
const draftAfterMs = 100;

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
 * Sends what the form asks for. One VM's job is shown as soon as its first step is under way, or as it was asked for when
 * that takes longer: under an id that the page has chosen, so that whatever comes first of the answer and the job's own
 * messages fills it. A refusal leaves the form, or brings it back.
 */
export function useProvision({ place, nameOfHost }: UseProvisionInput): Provision {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const router = useRouter();
  const client = useQueryClient();
  const newest = useNewestViews();
  const realtime = useRealtimeClient();
  const { user } = useSession();
  /** What was sent last and not answered: the same again is the same request, and makes nothing twice. */
  const unanswered = useRef<{ readonly text: string; readonly jobId: string } | null>(null);
  const isSending = useRef(false);
  const [{ error, isPending }, setState] = useState<Pick<Provision, 'error' | 'isPending'>>(idle);
  /** A message may have been quicker than what is known here. */
  const fill = (job: JobView): void => {
    newest.remember(job);
    const known = { job, undoPlan: [], children: [] };
    client.setQueryData(trpc.job.get.queryKey({ jobId: job.id }), newest.overlay(known) as typeof known);
  };

  const sendOne = async (values: ProvisionOutput): Promise<void> => {
    const { draftJob, newJobId } = await loadChecking();
    const text = JSON.stringify(values);
    const jobId = unanswered.current?.text === text ? unanswered.current.jobId : newJobId();
    unanswered.current = { text, jobId };
    const answer = api.vm.provision.mutate({ ...values, jobId });
    const news = firstNews(realtime, jobId, draftAfterMs);
    const begun = await Promise.race([news, answer.then(() => news)]);
    fill(begun ?? draftJob(jobId, values, user.name, nameOfHost(values.hostId)));
    place.show(jobId);
    try {
      for (const { job } of (await answer).jobs) fill(job);
    } catch (thrown) {
      place.takeBack();
      throw thrown;
    }
    unanswered.current = null;
    place.settle(jobId);
  };

  const sendSeveral = async (values: ProvisionOutput): Promise<void> => {
    setState({ error: null, isPending: true });
    await api.vm.provision.mutate(values);
    router.push('/jobs?state=active');
  };

  const send = async (values: ProvisionOutput): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    if (error !== null) setState(idle);
    try {
      await (values.count === 1 ? sendOne(values) : sendSeveral(values));
    } catch (thrown) {
      setState({ error: thrown, isPending: false });
    } finally {
      isSending.current = false;
    }
  };
  return { send, error, isPending };
}

const idle = { error: null, isPending: false } as const;
