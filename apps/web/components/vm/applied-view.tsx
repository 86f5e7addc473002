'use client';

import type { AppliedSeed } from '@busbar/shared/realtime/applied-seed';
import { useMemo, useState } from 'react';
import { plural } from '@/client/format.ts';
import { type DocumentName, documentNames, documentTitles } from '@/components/provision/finding.ts';
import { Chip } from '@/components/ui/chip.tsx';
import { ComparedLines } from './compared-lines.tsx';
import { type DiffRow, sideBySide } from './side-by-side.ts';

type Comparison = {
  readonly name: DocumentName;
  /** Null where one side has nothing to compare. */
  readonly rows: readonly DiffRow[] | null;
  readonly differences: number;
  readonly words: string;
};

function compare({ intended, applied, tooLarge }: AppliedSeed, name: DocumentName): Comparison | null {
  const [left, right] = [intended?.[name], applied[name]];
  const nothing = { name, rows: null, differences: 0 };
  if (tooLarge.includes(name)) return { ...nothing, words: 'too large in the guest to be shown' };
  if (left === undefined && (right === undefined || right === '')) return null;
  if (right === undefined) return { ...nothing, words: 'not kept by the guest' };
  const rows = sideBySide(left ?? '', right);
  const differences = rows.filter(({ kind }) => kind !== 'same').length;
  const words = differences === 0 ? 'as intended' : plural(differences, 'line differs', 'lines differ');
  return { name, rows, differences, words };
}

/** One document at a time; the first that differs, if any does. */
export function AppliedView({ seed }: { readonly seed: AppliedSeed }) {
  const [chosen, setChosen] = useState<DocumentName | null>(null);
  const comparisons = useMemo(() => documentNames.flatMap((name) => compare(seed, name) ?? []), [seed]);
  const first = comparisons.find(({ differences }) => differences > 0) ?? comparisons[0];
  const current = comparisons.find(({ name }) => name === chosen) ?? first;
  if (current === undefined)
    return <p className="text-ink-2">The guest keeps no documents, and none were intended.</p>;
  return (
    <div className="flex flex-col gap-2">
      <fieldset aria-label="Compared documents" className="flex flex-wrap gap-1.5">
        {comparisons.map(({ name, differences, words }) => (
          <Chip key={name} isOn={name === current.name} onClick={() => setChosen(name)}>
            {documentTitles[name]}{' '}
            <span className={differences > 0 ? 'text-warn' : 'text-ink-3'}>{words}</span>
          </Chip>
        ))}
      </fieldset>
      {current.rows === null ? (
        <p className="text-ink-2">
          {documentTitles[current.name]} is {current.words}, so it cannot be compared.
        </p>
      ) : (
        <ComparedLines rows={current.rows} name={documentTitles[current.name]} />
      )}
    </div>
  );
}
