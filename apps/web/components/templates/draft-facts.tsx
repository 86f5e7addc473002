'use client';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import type { TemplateDraft } from './template-draft.ts';

type DraftFactsProps = {
  readonly draft: TemplateDraft;
  readonly onChange: (part: Partial<TemplateDraft>) => void;
};

export function DraftFacts({ draft, onChange }: DraftFactsProps) {
  const { defaults } = draft;
  const figures = [
    { key: 'cpuCount', label: 'CPUs' },
    { key: 'memoryMb', label: 'Memory, MiB' },
    { key: 'diskGb', label: 'Disk, GiB' },
  ] as const;
  return (
    <Panel title="What it is">
      <div className="grid grid-cols-3 gap-3">
        <div className="col-span-3">
          <Field id="title" label="Title">
            <Input
              id="title"
              value={draft.title}
              maxLength={100}
              onChange={(event) => onChange({ title: event.target.value })}
            />
          </Field>
        </div>
        <div className="col-span-3">
          <Field id="description" label="Description">
            <Input
              id="description"
              value={draft.description}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          </Field>
        </div>
        {figures.map(({ key, label }) => (
          <Field key={key} id={key} label={label}>
            <Input
              id={key}
              type="number"
              min={1}
              value={defaults?.[key] ?? ''}
              onChange={(event) =>
                onChange({ defaults: { ...defaults, [key]: event.target.valueAsNumber || 1 } })
              }
            />
          </Field>
        ))}
      </div>
    </Panel>
  );
}
