'use client';
import { useMutation } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Menu } from '@/components/ui/menu.tsx';
import { Select } from '@/components/ui/select.tsx';
import { roles, toRole } from './roles.ts';

type Person = ApiOutputs['people']['list']['items'][number];
type PersonRowProps = {
  readonly person: Person;
  readonly onChanged: () => void;
  readonly onLink: (link: string) => void;
};

export function PersonRow({ person, onChanged, onLink }: PersonRowProps) {
  const trpc = useTRPC();
  const { user } = useSession();
  const isSelf = user.id === person.id;
  const self = isSelf ? 'Another administrator can change your own account.' : null;
  const userId = person.id;
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSuccess: onChanged }));
  const disable = useMutation(trpc.people.disable.mutationOptions({ onSuccess: onChanged }));
  const enable = useMutation(trpc.people.enable.mutationOptions({ onSuccess: onChanged }));
  const reset = useMutation(trpc.people.resetLink.mutationOptions({ onSuccess: ({ link }) => onLink(link) }));
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 basis-48">
        <span className="font-medium">{person.name}</span>{' '}
        {isSelf && <span className="text-ink-3">(you)</span>}
        <span className="block truncate text-xs text-ink-2">{person.email}</span>
      </span>
      <span className="text-xs text-ink-3">
        {person.disabledAt ? (
          <span className="text-warn">disabled</span>
        ) : person.lastSeenAt ? (
          <>
            seen <RelativeTime at={person.lastSeenAt} />
          </>
        ) : (
          'never signed in'
        )}
      </span>
      <Select
        aria-label={`Role of ${person.name}`}
        className="w-36"
        value={person.role}
        disabled={isSelf || setRole.isPending}
        onChange={(event) => setRole.mutate({ userId, role: toRole(event.target.value) })}
      >
        {roles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </Select>
      <Menu
        trigger={
          <Button
            aria-label={`More actions for ${person.name}`}
            icon={<Ellipsis aria-hidden className="size-4" />}
          />
        }
        items={[
          { label: 'Make a link for a new password', onSelect: () => reset.mutate({ userId }) },
          person.disabledAt
            ? { label: 'Enable', onSelect: () => enable.mutate({ userId }) }
            : { label: 'Disable', isDanger: true, refusal: self, onSelect: () => disable.mutate({ userId }) },
        ]}
      />
    </li>
  );
}
