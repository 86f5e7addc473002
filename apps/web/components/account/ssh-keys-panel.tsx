'use client';
import { useMutation } from '@tanstack/react-query';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import { useAccountRefresh } from './use-account-refresh.ts';

type Keys = ApiOutputs['account']['get']['sshKeys'];

export function SshKeysPanel({ keys }: { readonly keys: Keys }) {
  const trpc = useTRPC();
  const onSuccess = useAccountRefresh();
  const add = useMutation(trpc.account.addSshKey.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.account.removeSshKey.mutationOptions({ onSuccess }));
  return (
    <Panel title="SSH keys">
      <p className="mb-2 text-ink-2">Templates can put them into the VMs you provision.</p>
      <ul>
        {keys.map((key) => (
          <li key={key.id} className="flex items-center gap-3 border-b border-line py-2">
            <span className="min-w-0 flex-1">
              <span className="font-medium">{key.name}</span>
              <span className="block truncate font-mono text-xs text-ink-3">{key.fingerprint}</span>
            </span>
            <span className="text-xs text-ink-3">
              <RelativeTime at={key.createdAt} />
            </span>
            <Button aria-label={`Remove ${key.name}`} onClick={() => remove.mutate({ keyId: key.id })}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <form
        aria-label="Add an SSH key"
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const element = event.currentTarget;
          const form = new FormData(element);
          add.mutate(
            { name: String(form.get('name')), publicKey: String(form.get('publicKey')).trim() },
            { onSuccess: () => element.reset() },
          );
        }}
      >
        <Field id="key-name" label="Name">
          <Input id="key-name" name="name" required maxLength={100} />
        </Field>
        <Field id="key-text" label="Public key" help="The line of a .pub file.">
          <TextArea id="key-text" name="publicKey" rows={3} required spellCheck={false} />
        </Field>
        <div>
          <Button type="submit" isBusy={add.isPending}>
            Add the key
          </Button>
        </div>
      </form>
    </Panel>
  );
}
