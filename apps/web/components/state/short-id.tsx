import { CopyButton } from '@/components/ui/copy-button.tsx';

/** The end of an id (its beginning is only the time it was made), with a button that copies all of it. */
export function ShortId({ id, label = 'Copy the id' }: { readonly id: string; readonly label?: string }) {
  return (
    <span className="inline-flex h-5 items-center gap-0.5">
      <code className="font-mono text-xs" title={id}>
        …{id.slice(-8)}
      </code>
      <CopyButton text={id} label={label} />
    </span>
  );
}
