'use client';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { useRef, useState } from 'react';
import { type DocumentName, documentNames, documentTitles } from '@/components/provision/finding.ts';
import { YamlEditor } from '@/components/provision/yaml-editor.tsx';
import { Chip } from '@/components/ui/chip.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import type { TemplateDraft } from './template-draft.ts';

type DraftDocumentsProps = {
  readonly documents: SeedDocuments;
  readonly variables: TemplateDraft['variables'];
  readonly onChange: (documents: SeedDocuments) => void;
};

const optional: ReadonlySet<DocumentName> = new Set(['networkConfig', 'vendorData']);

function without(documents: SeedDocuments, name: DocumentName): SeedDocuments {
  const { networkConfig, vendorData, ...needed } = documents;
  return {
    ...needed,
    ...(networkConfig !== undefined && name !== 'networkConfig' ? { networkConfig } : {}),
    ...(vendorData !== undefined && name !== 'vendorData' ? { vendorData } : {}),
  };
}

/** The documents as they are written. An empty optional one is left out: an empty file breaks cloud-init. */
export function DraftDocuments({ documents, variables, onChange }: DraftDocumentsProps) {
  const draft = useRef({ variables, documents });
  draft.current = { variables, documents };
  const [current, setCurrent] = useState<DocumentName>('userData');
  const change = (text: string): void =>
    onChange(
      optional.has(current) && text.trim() === ''
        ? without(documents, current)
        : { ...documents, [current]: text },
    );
  return (
    <Panel title="Documents">
      <fieldset aria-label="Documents" className="mb-2 flex flex-wrap gap-1.5">
        {documentNames.map((name) => (
          <Chip key={name} isOn={name === current} onClick={() => setCurrent(name)}>
            {documentTitles[name]}
            {documents[name] === undefined && ' (none)'}
          </Chip>
        ))}
      </fieldset>
      <YamlEditor
        key={current}
        value={documents[current] ?? ''}
        findings={noFindings}
        label={documentTitles[current]}
        onChange={change}
        loadCompletion={async () => {
          const { templateCompletion } = await import('./template-completion.ts');
          return templateCompletion({ document: current, draft: () => draft.current });
        }}
      />
      <p className="mt-1 text-xs text-ink-3">
        {'{{ NAME }}'} stands for a variable. Ctrl+Space proposes keys, values and variables. Findings are
        shown at the rendered lines.
      </p>
    </Panel>
  );
}

const noFindings: readonly never[] = [];
