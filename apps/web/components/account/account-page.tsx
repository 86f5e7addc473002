'use client';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/client/trpc.ts';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { SshKeysPanel } from './ssh-keys-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';

export function AccountPage() {
  const trpc = useTRPC();
  const account = useQuery(trpc.account.get.queryOptions());
  return (
    <>
      <PageHeader title="Account" />
      <QueryView query={account} failure="Your account could not be loaded">
        {({ user, sshKeys, tokens, sessions }) => (
          <div className="grid gap-4 px-4 pb-6 lg:grid-cols-2">
            <PasswordPanel name={user.name} email={user.email} />
            <SshKeysPanel keys={sshKeys} />
            <TokensPanel tokens={tokens} />
            <SessionsPanel sessions={sessions} />
          </div>
        )}
      </QueryView>
    </>
  );
}
