'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { useDebounced } from '@/client/use-debounced.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { FilterInput } from '@/components/data/filter-input.tsx';
import { EmptyState } from '@/components/feedback/empty-state.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Button } from '@/components/ui/button.tsx';
import { AuditRow } from './audit-row.tsx';

const pageSize = 100;
const settleMs = 250;
const headers = [
  { title: 'When', look: '' },
  { title: 'Who', look: '' },
  { title: 'Did', look: '' },
  { title: 'To', look: '' },
  { title: 'Outcome', look: 'hidden sm:table-cell' },
  { title: 'From', look: 'hidden sm:table-cell' },
] as const;

/** Every change and every access, newest first; nothing here can be edited. */
export function AuditTab() {
  const trpc = useTRPC();
  const url = useUrlState();
  const search = url.get('q') ?? '';
  const settled = useDebounced(search, settleMs);
  const audit = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: pageSize, ...(settled === '' ? {} : { search: settled }) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-4">
        <FilterInput label="Search the audit table" value={search} onChange={(q) => url.set({ q })} />
      </div>
      <QueryView query={audit} failure="The audit table could not be loaded">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <EmptyState title="No entry matches" />;
          return (
            <section
              aria-label="Audit entries"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
              tabIndex={0}
              className="min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]"
            >
              <table className="w-full border-t border-line text-left">
                <thead className="sticky top-0 bg-canvas text-xs text-ink-3">
                  <tr className="h-8 border-b border-line">
                    {headers.map(({ title, look }) => (
                      <th key={title} scope="col" className={`px-2 font-normal first:pl-4 ${look}`}>
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <AuditRow key={item.id} item={item} />
                  ))}
                </tbody>
              </table>
              {audit.hasNextPage && (
                <div className="p-3 text-center">
                  <Button isBusy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                    Show older entries
                  </Button>
                </div>
              )}
            </section>
          );
        }}
      </QueryView>
    </div>
  );
}
