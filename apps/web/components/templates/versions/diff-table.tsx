'use client';
import { memo, useState } from 'react';
import { classNames } from '@/client/class-names.ts';
import { plural } from '@/client/format.ts';
import type { DiffLine, DiffStretch } from './diff-lines.ts';

/** One part's difference: numbers of both versions, a sign, the line. What has not changed folds away. */
export function DiffTable({
  stretches,
  title,
}: {
  readonly stretches: readonly DiffStretch[];
  readonly title: string;
}) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return (
    <table aria-label={`Changes of ${title}`} className="w-full border-collapse font-mono text-xs">
      <thead className="sr-only">
        <tr>
          <th scope="col">Line before</th>
          <th scope="col">Line after</th>
          <th scope="col">Change</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      {stretches.map(({ isFolded, lines }, at) =>
        isFolded && !opened.has(at) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches do not move
          <tbody key={at}>
            <tr className="bg-sunken">
              <td colSpan={4}>
                <button
                  type="button"
                  className="min-h-7 w-full px-4 text-left font-sans text-ink-2 hover:text-ink pointer-coarse:min-h-10"
                  onClick={() => setOpened((before) => new Set(before).add(at))}
                >
                  Show {plural(lines.length, 'unchanged line')}
                </button>
              </td>
            </tr>
          </tbody>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches do not move
          <tbody key={at}>
            {lines.map((line) => (
              <Line key={`${line.before}-${line.after}`} line={line} />
            ))}
          </tbody>
        ),
      )}
    </table>
  );
}

const looks = {
  ' ': { row: '', sign: '', word: 'unchanged' },
  '-': { row: 'bg-bad-wash', sign: 'text-bad', word: 'removed' },
  '+': { row: 'bg-ok-wash', sign: 'text-ok', word: 'added' },
} as const;
const numberClass = 'w-10 min-w-10 px-1 text-right align-top leading-5 text-ink-3 select-none';

const Line = memo(function Line({ line }: { readonly line: DiffLine }) {
  const { sign, before, after, text, isUnended } = line;
  const look = looks[sign];
  return (
    <tr data-testid="diff-line" data-sign={sign} className={look.row}>
      <td className={numberClass}>{before}</td>
      <td className={numberClass}>{after}</td>
      <td
        className={classNames(
          'w-6 px-1 text-center align-top leading-5 font-semibold select-none',
          look.sign,
        )}
      >
        <span aria-hidden>{sign}</span>
        <span className="sr-only">{look.word}</span>
      </td>
      <td className="pr-4 align-top leading-5 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text.replace(/\r$/, '␍')}
        {isUnended && sign !== ' ' && <span className="text-ink-3 select-none"> (no line end)</span>}
      </td>
    </tr>
  );
});
