import { SkeletonRows } from './skeleton-rows.tsx';

/** A page about one thing while it loads: its title and summary, then what it holds. */
export function DetailSkeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col" aria-busy="true">
      <div className="flex h-22 shrink-0 flex-col justify-center gap-4 px-4">
        <span className="skeleton h-5 w-56 max-w-[60%]" />
        <span className="skeleton h-3 w-80 max-w-[80%]" />
      </div>
      <SkeletonRows />
    </div>
  );
}
