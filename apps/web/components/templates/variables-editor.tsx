'use client';
import { Plus, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { TemplateDraft } from './template-draft.ts';

type Variable = TemplateDraft['variables'][number];
type VariablesEditorProps = {
  readonly variables: readonly Variable[];
  readonly onChange: (variables: Variable[]) => void;
};

const types = ['text', 'multiline', 'secret', 'number', 'boolean', 'choice', 'ssh-keys'] as const;

/** What the Provision page asks for. */
export function VariablesEditor({ variables, onChange }: VariablesEditorProps) {
  const set = (index: number, part: Partial<Variable>): void =>
    onChange(variables.map((variable, at) => (at === index ? { ...variable, ...part } : variable)));
  return (
    <Panel
      title="Variables"
      actions={
        <Button
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() =>
            onChange([...variables, { name: `VALUE_${variables.length + 1}`, label: 'Value', type: 'text' }])
          }
        >
          Add a variable
        </Button>
      }
    >
      {variables.length === 0 && (
        <p className="text-ink-2">None. Busbar itself fills HOSTNAME, INSTANCE, VM_ID and the like.</p>
      )}
      <ul className="flex flex-col gap-3">
        {variables.map((variable, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited, so it cannot be the key
          <li key={index} className="grid grid-cols-2 gap-2 border-b border-line pb-3 last:border-b-0">
            <Input
              aria-label="Name"
              className="font-mono"
              value={variable.name}
              onChange={(event) => set(index, { name: event.target.value.toUpperCase() })}
            />
            <Input
              aria-label="Label"
              value={variable.label}
              onChange={(event) => set(index, { label: event.target.value })}
            />
            <Select
              aria-label="Type"
              value={variable.type}
              onChange={(event) =>
                set(index, { type: types.find((type) => type === event.target.value) ?? 'text' })
              }
            >
              {types.map((type) => (
                <option key={type}>{type}</option>
              ))}
            </Select>
            <Input
              aria-label="Default"
              placeholder="Default"
              value={variable.defaultValue ?? ''}
              onChange={(event) => set(index, { defaultValue: event.target.value })}
            />
            <Input
              aria-label="Help"
              placeholder="Help"
              value={variable.help ?? ''}
              onChange={(event) => set(index, { help: event.target.value })}
            />
            {variable.type === 'choice' ? (
              <Input
                aria-label="Choices"
                placeholder="Choices, separated by commas"
                defaultValue={variable.choices?.join(', ')}
                onChange={(event) =>
                  set(index, {
                    choices: event.target.value
                      .split(',')
                      .map((choice) => choice.trim())
                      .filter(Boolean),
                  })
                }
              />
            ) : (
              <span />
            )}
            <Checkbox
              label="Required"
              checked={variable.required ?? true}
              onChange={(event) => set(index, { required: event.target.checked })}
            />
            <span className="justify-self-end">
              <IconButton
                label={`Remove ${variable.name}`}
                icon={<Trash2 aria-hidden className="size-4" />}
                onClick={() => onChange(variables.filter((_, at) => at !== index))}
              />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
