'use client';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { useMemo, useState } from 'react';
import { Chip } from '@/components/ui/chip.tsx';
import { type DocumentName, documentNames, documentTitles, type Finding } from './finding.ts';
import { YamlEditor } from './yaml-editor.tsx';

/** Rendered documents, one at a time, with the findings of each at their lines. */
export function SeedView({
  documents,
  findings,
}: {
  readonly documents: SeedDocuments;
  readonly findings: readonly Finding[];
}) {
  const [chosen, setChosen] = useState<DocumentName>('userData');
  const present = documentNames.filter((name) => documents[name] !== undefined);
  const current = present.includes(chosen) ? chosen : (present[0] ?? 'userData');
  const own = useMemo(() => findings.filter(({ document }) => document === current), [findings, current]);
  return (
    <div className="flex flex-col gap-2" data-testid="seed-preview">
      <fieldset aria-label="Documents" className="flex flex-wrap gap-1.5">
        {present.map((name) => {
          const count = findings.filter(({ document }) => document === name).length;
          return (
            <Chip key={name} isOn={name === current} onClick={() => setChosen(name)}>
              {documentTitles[name]} {count > 0 && <span className="text-warn">{count}</span>}
            </Chip>
          );
        })}
      </fieldset>
      <YamlEditor value={documents[current] ?? ''} findings={own} label={documentTitles[current]} />
    </div>
  );
}
