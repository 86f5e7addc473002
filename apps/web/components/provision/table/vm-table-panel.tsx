'use client';
import { CircleAlert } from 'lucide-react';
import { plural } from '@/client/format.ts';
import { Button } from '@/components/ui/button.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import type { Template } from '../form-parts.ts';
import type { VmRow, VmTable } from './parse-vm-table.ts';
import { offeredTitles } from './plan-columns.ts';
import type { RowResults } from './row-result.ts';
import { VmRows } from './vm-rows.tsx';

type VmTablePanelProps = {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What is being provisioned is not edited meanwhile. */
  readonly isRunning: boolean;
  readonly table: VmTable;
  readonly results: RowResults;
  readonly template: Template | undefined;
  readonly chosen: VmRow | undefined;
  readonly onChoose: (row: VmRow) => void;
};

/** Where a table is pasted, and what was understood of it. */
export function VmTablePanel(props: VmTablePanelProps) {
  const { text, onText, isRunning, table, template } = props;
  const names = template?.variables.map(({ name }) => name) ?? [];
  const faulty = table.rows.filter(({ faults }) => faults.length > 0).length;
  return (
    <Panel
      title="VMs"
      actions={
        <span role="status" data-testid="vm-table-summary" className="text-xs text-ink-2">
          {table.rows.length > 0 && plural(table.rows.length, 'row')}
          {faulty > 0 && <span className="text-bad">, {faulty} with an error</span>}
        </span>
      }
    >
      <Field
        id="vm-table"
        label="Table"
        help={
          <>
            Paste it from a spreadsheet, or write CSV. The first line names the columns:{' '}
            {[...offeredTitles, ...names].join(', ')}. Only name is needed; an empty cell takes what the form
            below says.
          </>
        }
      >
        <TextArea
          id="vm-table"
          {...describedBy('vm-table')}
          rows={6}
          wrap="off"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          readOnly={isRunning}
          placeholder={`name,cpu,memory${names.length > 0 ? `,${names[0]}` : ''}\nweb-1,2,1024\nweb-2,4,2 GiB`}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      </Field>
      {text === '' && (
        <Button className="mt-2" onClick={() => onText(`${[...offeredTitles, ...names].join(',')}\n`)}>
          Begin with these columns
        </Button>
      )}
      {table.problems.length > 0 && (
        <ul role="alert" aria-label="What is wrong with the table" className="mt-3 flex flex-col gap-1">
          {table.problems.map(({ line, message }) => (
            <li key={`${line}-${message}`} className="flex items-start gap-2">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
              <span className="min-w-0 break-words">
                <span className="font-mono text-xs text-ink-3">line {line}</span> {message}
              </span>
            </li>
          ))}
        </ul>
      )}
      {table.rows.length > 0 && <VmRows {...props} />}
    </Panel>
  );
}
