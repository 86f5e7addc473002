'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useGo } from '@/client/held-navigation.ts';
import { useTRPC } from '@/client/trpc.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { DataTable } from '@/components/data/data-table.tsx';
import { useSort } from '@/components/data/use-sort.ts';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Button } from '@/components/ui/button.tsx';
import { jobColumns } from './job-columns.tsx';
import type { JobFilter } from './use-job-filter.ts';

const pageSize = 200;
const ended: ReadonlySet<JobView['state']> = new Set(['succeeded', 'failed', 'cancelled']);

/** Jobs that match, page by page. What realtime changes in the meantime no longer matches stays until reload. */
export function JobTable({ filter }: { readonly filter: JobFilter }) {
  const trpc = useTRPC();
  const url = useUrlState();
  const go = useGo();
  const { isActiveOnly = false, ...wanted } = filter;
  const search = useDeferredValue(wanted.search);
  const jobs = useInfiniteQuery(
    trpc.job.list.infiniteQueryOptions(
      { ...wanted, ...(search ? { search } : {}), limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const [sort, setSort] = useSort({ id: 'created', desc: true });
  const rows = useMemo(() => {
    const all = jobs.data?.pages.flatMap((page) => page.items) ?? [];
    return isActiveOnly ? all.filter((job) => !ended.has(job.state)) : all;
  }, [jobs.data, isActiveOnly]);
  return (
    <QueryView query={jobs} failure="The jobs could not be loaded">
      {() =>
        rows.length === 0 ? (
          <EmptyState title="No job matches">
            A job begins when somebody provisions, starts, stops or deletes a VM.
          </EmptyState>
        ) : (
          <>
            <DataTable
              label="Jobs"
              rows={rows}
              columns={jobColumns}
              sort={sort}
              onSort={setSort}
              currentId={url.get('at')}
              onCurrent={(id) => url.set({ at: id })}
              onOpen={(job) => go(`/jobs/${job.id}`)}
            />
            {jobs.hasNextPage && (
              <div className="flex shrink-0 justify-center border-t border-line p-2">
                <Button isBusy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
                  Show older jobs
                </Button>
              </div>
            )}
          </>
        )
      }
    </QueryView>
  );
}
