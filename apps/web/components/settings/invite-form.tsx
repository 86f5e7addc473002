'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Select } from '@/components/ui/select.tsx';
import { roles, roleWords, toRole } from './roles.ts';

export function InviteForm({ onLink }: { readonly onLink: (link: string) => void }) {
  const trpc = useTRPC();
  const invite = useMutation(trpc.people.invite.mutationOptions({ onSuccess: ({ link }) => onLink(link) }));
  return (
    <Panel title="Invite a person">
      <form
        aria-label="Invite a person"
        className="grid items-end gap-3 sm:grid-cols-[2fr_2fr_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          invite.mutate({ email: String(form.get('email')), role: toRole(String(form.get('role'))) });
        }}
      >
        <Field id="invite-email" label="E-mail">
          <Input id="invite-email" name="email" type="email" required autoComplete="off" />
        </Field>
        <Field id="invite-role" label="Role">
          <Select id="invite-role" name="role">
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleWords[role]}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit" look="primary" isBusy={invite.isPending}>
          Make a link
        </Button>
      </form>
    </Panel>
  );
}
