'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '@/client/trpc.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { InviteForm } from './invite-form.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { PersonRow } from './person-row.tsx';

export function PeopleTab() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [link, setLink] = useState<string | null>(null);
  const people = useQuery(trpc.people.list.queryOptions());
  const refresh = (): void => void client.invalidateQueries(trpc.people.pathFilter());
  const revoke = useMutation(trpc.people.revokeInvite.mutationOptions({ onSuccess: refresh }));
  return (
    <div className="flex max-w-4xl flex-col gap-4 overflow-y-auto p-4">
      <InviteForm
        onLink={(made) => {
          setLink(made);
          refresh();
        }}
      />
      <QueryView query={people} failure="The people could not be loaded">
        {({ items, invites }) => (
          <>
            <Panel title={`People (${items.length})`} isFlush>
              <ul>
                {items.map((person) => (
                  <PersonRow key={person.id} person={person} onChanged={refresh} onLink={setLink} />
                ))}
              </ul>
            </Panel>
            {invites.length > 0 && (
              <Panel title="Open invitations" isFlush>
                <ul>
                  {invites.map((invite) => (
                    <li
                      key={invite.id}
                      className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 last:border-b-0"
                    >
                      <span className="min-w-0 flex-1 break-all">{invite.email}</span>
                      <span className="text-ink-2">{invite.role}</span>
                      <span className="text-xs text-ink-3">
                        ends <RelativeTime at={invite.expiresAt} />
                      </span>
                      <Button
                        isBusy={revoke.isPending}
                        onClick={() => revoke.mutate({ inviteId: invite.id })}
                      >
                        Revoke
                      </Button>
                    </li>
                  ))}
                </ul>
              </Panel>
            )}
          </>
        )}
      </QueryView>
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </div>
  );
}
