'use client';
import { useMemo } from 'react';
import { Panel } from '@/components/ui/panel.tsx';
import type { StoredTemplate } from '../template-draft.ts';
import { countChanges, diffLines, foldUnchanged } from './diff-lines.ts';
import { DiffTable } from './diff-table.tsx';
import { templateParts } from './template-parts.ts';

type VersionDiffProps = { readonly from: StoredTemplate; readonly to: StoredTemplate };

/** What changed between two versions, part by part; parts that are the same are named only. */
export function VersionDiff({ from, to }: VersionDiffProps) {
  const parts = useMemo(() => compare(from, to), [from, to]);
  const changed = parts.filter(({ added, removed }) => added + removed > 0);
  const same = parts.filter((part) => !changed.includes(part)).map(({ title }) => title);
  return (
    <div className="flex min-w-0 flex-col gap-4" data-testid="version-diff">
      {changed.map(({ title, stretches, added, removed }) => (
        <Panel
          key={title}
          title={title}
          isFlush
          actions={
            <span className="text-xs">
              <span className="text-ok">+{added}</span> <span className="text-bad">−{removed}</span>
            </span>
          }
        >
          <DiffTable title={title} stretches={stretches} />
        </Panel>
      ))}
      <p className="text-ink-2">
        {changed.length === 0
          ? `Version ${from.version} and version ${to.version} say the same.`
          : same.length > 0 && `Not changed: ${same.join(', ')}.`}
      </p>
    </div>
  );
}

function compare(from: StoredTemplate, to: StoredTemplate) {
  const after = templateParts(to);
  return templateParts(from).map(({ title, text }, at) => {
    const lines = diffLines(text, after[at]?.text ?? '');
    return { title, stretches: foldUnchanged(lines), ...countChanges(lines) };
  });
}
