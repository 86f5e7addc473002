import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';

type QueryViewProps<Data> = {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** Says what could not be loaded, such as "The hosts could not be loaded". */
  readonly failure: string;
  readonly skeleton?: ReactNode;
  readonly children: (data: Data) => ReactNode;
};

/** Loading, failed, or the data. Data that is already there stays visible while a refetch fails. */
export function QueryView<Data>({ query, failure, skeleton, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined) {
    return (
      <div className="p-4">
        <ErrorPanel title={failure} error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return skeleton ?? <SkeletonRows />;
}
