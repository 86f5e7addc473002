'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Activity, useEffect, useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { useRefusal } from '@/client/use-session.tsx';
import { DetailSkeleton } from '@/components/feedback/detail-skeleton.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { buttonClass } from '@/components/ui/button.tsx';
import { ProvisionForm } from './provision-form.tsx';
import { type JobInPlace, useJobInPlace } from './use-job-in-place.ts';

type JobPageComponent = typeof import('@/components/job/job-page.tsx')['JobPage'];

/** Loaded while the form is filled in, so that it is there, and drawn at once, when the job is. */
function useJobPage(): JobPageComponent | null {
  const [JobPage, setJobPage] = useState<JobPageComponent | null>(null);
  useEffect(() => {
    void import('@/components/job/job-page.tsx').then((module) => setJobPage(() => module.JobPage));
  }, []);
  return JobPage;
}

/** One page from choice to job: the form on the left, what it makes on the right. */
export function ProvisionPage() {
  const place = useJobInPlace();
  const JobPage = useJobPage();
  const { jobId } = place;
  return (
    <>
      {/* It keeps what was typed: a refusal, or the way back, finds it as it was. */}
      <Activity mode={jobId === null ? 'visible' : 'hidden'}>
        <LoadedForm place={place} />
      </Activity>
      {jobId !== null && (JobPage === null ? <DetailSkeleton /> : <JobPage key={jobId} jobId={jobId} />)}
    </>
  );
}

function LoadedForm({ place }: { readonly place: JobInPlace }) {
  const trpc = useTRPC();
  const refusal = useRefusal('vm.provision');
  const hosts = useQuery(trpc.host.list.queryOptions());
  const templates = useQuery(trpc.template.list.queryOptions());
  const account = useQuery(trpc.account.get.queryOptions());
  if (refusal !== null) return <EmptyState title="You cannot provision VMs">{refusal}</EmptyState>;
  return (
    <>
      <PageHeader title="Provision" />
      <QueryView query={hosts} failure="The hosts could not be loaded">
        {(hostList) => (
          <QueryView query={templates} failure="The templates could not be loaded">
            {(templateList) => (
              <QueryView query={account} failure="Your account could not be loaded">
                {({ sshKeys }) =>
                  hostList.items.every((host) => host.images.length === 0) ? (
                    <EmptyState
                      title="No host has an image yet"
                      action={
                        <Link href="/hosts?add=1" className={buttonClass('primary')}>
                          Add a host
                        </Link>
                      }
                    >
                      A VM is made from an image that lies on a host.
                    </EmptyState>
                  ) : (
                    <ProvisionForm
                      hosts={hostList.items}
                      templates={templateList.items}
                      sshKeys={sshKeys.map(({ publicKey }) => publicKey)}
                      place={place}
                    />
                  )
                }
              </QueryView>
            )}
          </QueryView>
        )}
      </QueryView>
    </>
  );
}
