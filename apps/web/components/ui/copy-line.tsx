import { CopyButton } from './copy-button.tsx';

/** One line to paste somewhere else, with its copy button. */
export function CopyLine({
  text,
  label,
  isSecret = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly isSecret?: boolean;
}) {
  return (
    <div className="flex items-center gap-1 rounded-md border border-line bg-sunken pl-3 pr-1">
      <code
        className="min-w-0 flex-1 overflow-x-auto py-2 font-mono text-xs whitespace-nowrap"
        data-secret={isSecret || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls, and must do so by keyboard too
        tabIndex={0}
      >
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
