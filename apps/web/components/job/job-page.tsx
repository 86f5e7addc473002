'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useJobEvents } from '@/client/realtime/use-job-events.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useDocumentTitle } from '@/client/use-document-title.ts';
import { DetailSkeleton } from '@/components/feedback/detail-skeleton.tsx';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { isOnItsWay } from './is-on-its-way.ts';
import { JobAftermath } from './job-aftermath.tsx';
import { JobHeader } from './job-header.tsx';
import { JobLog } from './job-log.tsx';
import { StepList } from './step-list.tsx';

/** A run: steps with their durations on the left, the log on the right. */
export function JobPage({ jobId }: { readonly jobId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.job.get.queryOptions({ jobId }));
  const log = useJobEvents(jobId, query.data === undefined || !isOnItsWay(query.data.job));
  const [step, setStep] = useState<string | null>(null);
  useDocumentTitle(query.data?.job.title ?? null);
  return (
    <QueryView query={query} failure="The job could not be loaded" skeleton={<DetailSkeleton />}>
      {({ job, continuedById, children }) => (
        <div className="flex min-h-0 flex-1 flex-col">
          <JobHeader job={job} continuedById={continuedById ?? null} />
          {job.error && job.state === 'failed' && (
            <div className="px-4 pb-3">
              <ErrorPanel title={`${job.title}: failed`} error={job.error} />
            </div>
          )}
          <JobAftermath job={job} />
          {job.leftBehind.length > 0 && (
            <div className="px-4 pb-3 text-warn" role="alert">
              Left behind, to be removed by hand: {job.leftBehind.join(', ')}
            </div>
          )}
          {children.length > 0 && (
            <ul className="px-4 pb-3">
              {children.map((child) => (
                <li key={child.id}>
                  <Link href={`/jobs/${child.id}`} className="hover:underline">
                    {child.title}: {child.state}
                  </Link>
                </li>
              ))}
            </ul>
          )}
          <div className="flex min-h-0 flex-1 flex-col border-t border-line md:flex-row">
            <StepList
              steps={job.steps}
              current={step}
              onSelect={(name) => setStep(name === step ? null : name)}
            />
            <JobLog job={job} log={log} step={step} onClearStep={() => setStep(null)} />
          </div>
        </div>
      )}
    </QueryView>
  );
}
