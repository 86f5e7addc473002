import { SkeletonRows } from '@/components/feedback/skeleton-rows.tsx';

/** The frame's outline while the session is being read. */
export function FrameSkeleton() {
  return (
    <div className="flex h-dvh">
      <div className="hidden w-44 shrink-0 border-r border-line sm:block" />
      <main className="flex-1 pt-12" aria-busy="true">
        <SkeletonRows count={10} label="Loading Busbar" />
      </main>
    </div>
  );
}
