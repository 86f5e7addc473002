'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { AddHostDialog } from '@/components/hosts/add-host-dialog.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { EnrolmentRow } from './enrolment-row.tsx';

/** A line leaves the list when a host uses it, of which nobody is told. */
const refreshMs = 5_000;

/** Makes lines by which hosts join, and shows those that are still open. */
export function EnrolmentTab() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [isAdding, setAdding] = useState(false);
  const open = useQuery({ ...trpc.host.enrolments.queryOptions(), refetchInterval: refreshMs });
  const refresh = (): void => void client.invalidateQueries(trpc.host.enrolments.queryFilter());
  return (
    <div className="flex max-w-4xl flex-col gap-4 overflow-y-auto p-4">
      <Panel title="Enrol a host">
        <p className="mb-3 text-ink-2">
          A host joins with a line that holds a one-time token. It is shown once, is good for one host and one
          hour, and can be revoked until then.
        </p>
        <form
          aria-label="Enrol a host"
          className="grid items-end gap-3 sm:grid-cols-[1fr_auto]"
          onSubmit={(event) => {
            event.preventDefault();
            setAdding(true);
          }}
        >
          <Field id="enrolment-note" label="For which machine (a note, optional)">
            <Input
              id="enrolment-note"
              value={note}
              maxLength={200}
              autoComplete="off"
              placeholder="rack 3, second from above"
              onChange={(event) => setNote(event.target.value)}
            />
          </Field>
          <Button type="submit" look="primary">
            Make an enrolment line
          </Button>
        </form>
      </Panel>
      <QueryView query={open} failure="The open enrolment lines could not be loaded">
        {({ items }) => (
          <Panel title={`Open enrolment lines (${items.length})`} isFlush>
            {items.length === 0 ? (
              <p className="px-4 py-3 text-ink-3">
                None: no machine can join now. Used and revoked ones are in the audit table.
              </p>
            ) : (
              <ul aria-label="Open enrolment lines">
                {items.map((enrolment) => (
                  <EnrolmentRow key={enrolment.id} enrolment={enrolment} onChanged={refresh} />
                ))}
              </ul>
            )}
          </Panel>
        )}
      </QueryView>
      <AddHostDialog
        isOpen={isAdding}
        note={note}
        onClose={() => {
          setAdding(false);
          setNote('');
          refresh();
        }}
      />
    </div>
  );
}
