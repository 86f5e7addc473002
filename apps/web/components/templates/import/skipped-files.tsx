import type { TreeReading } from '@busbar/seed/import/read-vmgenie-tree';

/** What was left out, and why. */
export function SkippedFiles({ skipped }: { readonly skipped: TreeReading['skipped'] }) {
  if (skipped.length === 0) return null;
  return (
    <ul aria-label="Left out" className="rounded-md bg-warn-wash px-3 py-2 text-warn">
      {skipped.map(({ path, reason }) => (
        <li key={path} className="break-words">
          {path}: {reason}
        </li>
      ))}
    </ul>
  );
}
