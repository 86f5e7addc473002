'use client';
import { useMutation } from '@tanstack/react-query';
import { type ApiOutputs, useTRPC } from '@/client/trpc.ts';
import { useSession } from '@/client/use-session.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { useAccountRefresh } from './use-account-refresh.ts';

type Tokens = ApiOutputs['account']['get']['tokens'];
const usualDays = 90;
const mostDays = 365;

/** Tokens for programs: never more than what the person may do, and always with an end. */
export function TokensPanel({ tokens }: { readonly tokens: Tokens }) {
  const trpc = useTRPC();
  const { permissions } = useSession();
  const onSuccess = useAccountRefresh();
  const create = useMutation(trpc.account.createToken.mutationOptions({ onSuccess }));
  const revoke = useMutation(trpc.account.revokeToken.mutationOptions({ onSuccess }));
  return (
    <Panel title="API tokens">
      <ul className="-mt-2 empty:hidden">
        {tokens.map((token) => (
          <li key={token.id} className="flex items-center gap-3 border-b border-line py-2">
            <span className="min-w-0 flex-1">
              <span className="font-medium">{token.name}</span>{' '}
              <code className="font-mono text-xs">{token.prefix}…</code>
              <span className="block truncate text-xs text-ink-3">{token.scopes.join(', ')}</span>
            </span>
            <span className="text-xs text-ink-3">
              {token.expiresAt && (
                <>
                  ends <RelativeTime at={token.expiresAt} />
                </>
              )}
            </span>
            <Button
              look="danger"
              aria-label={`Revoke ${token.name}`}
              onClick={() => revoke.mutate({ tokenId: token.id })}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <form
        aria-label="Make a token"
        className={`flex flex-col gap-3 ${tokens.length > 0 ? 'mt-3' : ''}`}
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          create.mutate({
            name: String(form.get('name')),
            scopes: permissions.filter((permission) => form.get(permission) !== null),
            expiresInDays: Number(form.get('days')),
          });
        }}
      >
        <div className="grid grid-cols-[1fr_96px] gap-3">
          <Field id="token-name" label="Name">
            <Input id="token-name" name="name" required maxLength={100} />
          </Field>
          <Field id="token-days" label="Days">
            <Input
              id="token-days"
              name="days"
              type="number"
              min={1}
              max={mostDays}
              defaultValue={usualDays}
              required
            />
          </Field>
        </div>
        <fieldset>
          <legend className="text-xs font-medium text-ink-2">It may</legend>
          <div className="grid grid-cols-2">
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                name={permission}
                label={permission}
                defaultChecked={permission.endsWith('.read')}
              />
            ))}
          </div>
        </fieldset>
        <div>
          <Button type="submit" isBusy={create.isPending}>
            Make a token
          </Button>
        </div>
      </form>
      <Dialog
        isOpen={create.data !== undefined}
        onClose={() => create.reset()}
        title="Copy the token now"
        description="It is not shown again."
      >
        {create.data && <CopyLine text={create.data.token} label="Copy the token" isSecret />}
      </Dialog>
    </Panel>
  );
}
