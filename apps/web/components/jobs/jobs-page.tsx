'use client';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { JobFilterBar } from './job-filter-bar.tsx';
import { JobTable } from './job-table.tsx';
import { useJobFilter } from './use-job-filter.ts';

/** Every task, the newest first. */
export function JobsPage() {
  const filter = useJobFilter();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="Jobs">
        <JobFilterBar />
      </PageHeader>
      <JobTable filter={filter} />
    </div>
  );
}
