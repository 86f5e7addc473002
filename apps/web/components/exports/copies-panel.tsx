import type { HostView } from '@busbar/shared/realtime/views';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes } from '@/client/format.ts';
import { StaleLine } from '@/components/asked-of-host/stale-line.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';
import { Panel } from '@/components/ui/panel.tsx';

type CopiesPanelProps<Told> = {
  readonly host: HostView;
  readonly title: 'Backups' | 'Exports';
  readonly query: UseQueryResult<Told>;
  readonly sizesOf: (told: Told) => readonly { readonly sizeBytes: number }[];
  /** Also of those that do not say how large they are. */
  readonly countOf: (told: Told) => number;
  readonly children: (told: Told) => ReactNode;
};

/** Copies of VMs that lie on the host, as it tells them; of one that is offline, what was last seen here. */
export function CopiesPanel<Told>(props: CopiesPanelProps<Told>) {
  const { host, title, query, sizesOf, countOf, children } = props;
  const what = title.toLowerCase();
  if (host.state !== 'online' && query.data === undefined) {
    return (
      <Panel title={title} className="lg:col-span-2">
        <p className="text-ink-2">
          {host.name} is {host.state}. Which {what} lie on it can be said once it is back.
        </p>
      </Panel>
    );
  }
  const count = query.data === undefined ? 0 : countOf(query.data);
  const sum = (query.data === undefined ? [] : sizesOf(query.data)).reduce(
    (bytes, { sizeBytes }) => bytes + sizeBytes,
    0,
  );
  return (
    <Panel
      title={count === 0 ? title : `${title} (${count})`}
      className="lg:col-span-2"
      isFlush
      actions={count > 0 && <span className="text-xs text-ink-2">{formatBytes(sum)} in all</span>}
    >
      <QueryView
        query={query}
        failure={`The ${what} could not be read`}
        skeleton={<SkeletonRows count={2} label={`Loading the ${what}`} />}
      >
        {(told) => (
          <>
            <StaleLine hostName={host.name} hostState={host.state} query={query} />
            {children(told)}
          </>
        )}
      </QueryView>
    </Panel>
  );
}
