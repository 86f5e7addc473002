/** Rows of the final height while a list loads, so that nothing jumps. */
export function SkeletonRows({
  count = 8,
  label = 'Loading',
}: {
  readonly count?: number;
  readonly label?: string;
}) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={index} className="flex h-row items-center gap-4 border-b border-line px-4">
          <span className="skeleton h-3 w-40 max-w-[40%]" />
          <span className="skeleton h-3 w-12" />
          <span className="skeleton hidden h-3 w-32 sm:block" />
        </div>
      ))}
    </div>
  );
}
