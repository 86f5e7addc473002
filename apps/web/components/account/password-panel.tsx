'use client';
import { useMutation } from '@tanstack/react-query';
import { notify } from '@/client/notify.ts';
import { useTRPC } from '@/client/trpc.ts';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';

const shortestPassword = 10;

export function PasswordPanel({ name, email }: { readonly name: string; readonly email: string }) {
  const trpc = useTRPC();
  const rename = useMutation(trpc.account.rename.mutationOptions({ onSuccess: () => notify('Name saved') }));
  const change = useMutation(trpc.account.changePassword.mutationOptions());
  return (
    <Panel title="Name and password">
      <form
        aria-label="Name"
        className="mb-4 flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ name: String(new FormData(event.currentTarget).get('name')) });
        }}
      >
        <div className="flex-1">
          <Field id="account-name" label={`Name (${email})`}>
            <Input id="account-name" name="name" defaultValue={name} required maxLength={100} />
          </Field>
        </div>
        <Button type="submit" isBusy={rename.isPending}>
          Save
        </Button>
      </form>
      <form
        aria-label="Password"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const element = event.currentTarget;
          const form = new FormData(element);
          change.mutate(
            { current: String(form.get('current')), next: String(form.get('next')) },
            {
              onSuccess: () => {
                element.reset();
                notify('Password changed');
              },
            },
          );
        }}
      >
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Field id="current" label="Current password">
          <Input id="current" name="current" type="password" autoComplete="current-password" required />
        </Field>
        <Field id="next" label="New password" help={`At least ${shortestPassword} characters.`}>
          <Input
            id="next"
            name="next"
            type="password"
            autoComplete="new-password"
            minLength={shortestPassword}
            required
          />
        </Field>
        <div>
          <Button type="submit" isBusy={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}
