'use client';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { BasicsFields } from '../basics-fields.tsx';
import type { FormParts } from '../form-parts.ts';
import { PreviewColumn } from '../preview-column.tsx';
import { formGrid } from '../provision-bar.tsx';
import type { ProvisionInput } from '../provision-checking.ts';
import { SizeFields } from '../size-fields.tsx';
import { VariableFields } from '../variable-fields.tsx';
import { resultOf } from './row-result.ts';
import { TableBar } from './table-bar.tsx';
import type { TableState } from './table-state.ts';
import { useRowResults } from './use-row-results.ts';
import { useVmTable } from './use-vm-table.ts';
import { VmTablePanel } from './vm-table-panel.tsx';

type TableFormProps = FormParts & {
  readonly table: TableState;
  readonly onTable: (change: (before: TableState) => TableState) => void;
};

/** Several VMs that differ, one a line of a pasted table; the form below says what the table leaves open. */
export function TableForm({ table, onTable, ...parts }: TableFormProps) {
  const { template } = parts;
  const parsed = useVmTable(table.text, parts);
  const run = useRowResults((change) =>
    onTable((before) => ({ ...before, results: change(before.results) })),
  );
  const [chosenLine, setChosenLine] = useState<number | null>(null);
  const chosen = parsed.rows.find(({ line }) => line === chosenLine) ?? parsed.rows[0];
  const form = useFormContext<ProvisionInput>();
  const [cpuCount, memoryMb, variables] = form.watch(['cpuCount', 'memoryMb', 'variables']);
  const imageKey = form.watch(['driver', 'image']).join('/');
  const os = parts.images.find(({ key }) => key === imageKey)?.os;
  const pending = parsed.rows.filter((row) => {
    const state = resultOf(table.results, row)?.state;
    return state !== 'made' && state !== 'asking';
  });
  const submit = (): void => run.start(pending.flatMap(({ input }) => (input === null ? [] : [input])));
  return (
    <form
      aria-label="Provision VMs from a table"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className={formGrid}
    >
      <div className="min-w-0 lg:col-span-2">
        <VmTablePanel
          text={table.text}
          onText={(text) => onTable((before) => ({ ...before, text }))}
          isRunning={run.isRunning}
          table={parsed}
          results={table.results}
          template={template}
          chosen={chosen}
          onChoose={({ line }) => setChosenLine(line)}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <BasicsFields
          isForTable
          images={parts.images}
          templates={parts.templates}
          onTemplate={parts.onTemplate}
        />
        <SizeFields isForTable />
        {template && template.variables.length > 0 && <VariableFields variables={template.variables} />}
        <TableBar table={parsed} pending={pending} results={table.results} run={run} />
      </div>
      <PreviewColumn
        template={template}
        vm={{
          name: chosen?.name ?? '',
          ...(chosen?.draft ?? { cpuCount, memoryMb, variables }),
          os,
        }}
        isNamed={chosen !== undefined}
      />
    </form>
  );
}
