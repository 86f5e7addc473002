import { classNames } from '@/client/class-names.ts';
import type { DiffRow } from './side-by-side.ts';

/** The text comes from a guest, which may send any number of lines. */
const mostRows = 2_000;

/**
 * Two texts side by side, one below the other on a telephone. A difference has a sign beside its colour, and
 * words for those who see neither.
 */
export function ComparedLines({ rows, name }: { readonly rows: readonly DiffRow[]; readonly name: string }) {
  const shown = rows.slice(0, mostRows);
  return (
    <section
      aria-label={`${name}: intended and applied`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys
      tabIndex={0}
      className="max-h-[60vh] overflow-auto rounded-md border border-line font-mono text-xs"
    >
      <div
        aria-hidden
        className="sticky top-0 hidden border-b border-line bg-surface font-sans text-ink-2 sm:grid sm:grid-cols-2"
      >
        <span className="px-3 py-1">Intended</span>
        <span className="border-l border-line px-3 py-1">Applied in the guest</span>
      </div>
      <ol className="py-1">
        {shown.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place alone
          <li key={index} data-kind={row.kind} className="sm:grid sm:grid-cols-2">
            <Side text={row.left} kind={row.kind} sign="−" words="intended:" />
            <Side text={row.right} kind={row.kind} sign="+" words="applied:" isRight />
          </li>
        ))}
      </ol>
      {rows.length > mostRows && (
        <p className="px-3 py-1 font-sans text-ink-2">{rows.length - mostRows} more lines are not shown.</p>
      )}
    </section>
  );
}

type SideProps = {
  readonly text: string | null;
  readonly kind: DiffRow['kind'];
  readonly sign: string;
  readonly words: string;
  readonly isRight?: boolean;
};

function Side({ text, kind, sign, words, isRight = false }: SideProps) {
  const isSame = kind === 'same';
  return (
    <span
      className={classNames(
        'flex gap-2 px-3 leading-5',
        isRight && 'sm:border-l sm:border-line',
        // On a telephone a line that both have stands once, and a missing one takes no room.
        (text === null || (isSame && isRight)) && 'max-sm:hidden',
        !isSame && text !== null && 'bg-warn-wash text-warn',
      )}
    >
      <span aria-hidden className="w-2 shrink-0 select-none">
        {isSame || text === null ? '' : sign}
      </span>
      {!isSame && text !== null && <span className="sr-only">{words} </span>}
      <span className="min-w-0 break-all whitespace-pre-wrap">{text}</span>
    </span>
  );
}
