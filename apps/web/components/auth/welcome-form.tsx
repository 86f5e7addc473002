'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { signIn } from '@/client/sign-in.ts';
import { type ApiOutputs, useTRPC, useTRPCClient } from '@/client/trpc.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { QueryView } from '@/components/feedback/query-view.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { AuthCard } from './auth-card.tsx';

type OneTimeLink = ApiOutputs['welcome']['inspect'];
const shortestPassword = 10;

/** The page behind a one-time link: first administrator, invitation, or a new password. */
export function WelcomeForm() {
  const token = useSearchParams().get('token') ?? '';
  const trpc = useTRPC();
  const link = useQuery({
    ...trpc.welcome.inspect.queryOptions({ token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <AuthCard title="Welcome">
      <QueryView query={link} failure="This link does not work" skeleton={<div className="skeleton h-64" />}>
        {(found) => <WelcomeFields token={token} link={found} />}
      </QueryView>
      {link.error && (
        <Link href="/sign-in" className="mt-4 inline-block px-4 text-copper underline">
          Sign in instead
        </Link>
      )}
    </AuthCard>
  );
}

function WelcomeFields({ token, link }: { readonly token: string; readonly link: OneTimeLink }) {
  const api = useTRPCClient();
  const isReset = /reset/.test(link.purpose);
  const accept = useMutation({
    mutationFn: async ({
      name,
      email,
      password,
    }: {
      readonly name: string;
      readonly email: string;
      readonly password: string;
    }) => {
      await api.welcome.accept.mutate({
        token,
        password,
        ...(isReset ? {} : { name }),
        ...(link.email === null ? { email } : {}),
      });
      await signIn(link.email ?? email, password);
    },
    meta: { showsOwnError: true },
    onSuccess: () => window.location.assign('/'),
  });
  return (
    <form
      aria-label="Welcome"
      method="post"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const text = (field: string): string => String(form.get(field) ?? '');
        accept.mutate({ name: text('name'), email: text('email'), password: text('password') });
      }}
    >
      <p className="text-ink-2">
        {isReset
          ? 'Choose a new password.'
          : `You will be ${link.role === 'viewer' ? 'a' : 'an'} ${link.role}.`}{' '}
        This link works once.
      </p>
      {!isReset && (
        <Field id="name" label="Name">
          <Input id="name" name="name" autoComplete="name" required autoFocus maxLength={100} />
        </Field>
      )}
      {link.email === null ? (
        <Field id="email" label="E-mail">
          <Input id="email" name="email" type="email" autoComplete="username" required />
        </Field>
      ) : (
        <p>
          E-mail: <span className="font-medium">{link.email}</span>
          <input type="hidden" name="username" autoComplete="username" value={link.email} readOnly />
        </p>
      )}
      <Field
        id="password"
        label="Password"
        help={`At least ${shortestPassword} characters. A few random words are good.`}
      >
        <Input
          id="password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={shortestPassword}
          aria-describedby="password-help"
        />
      </Field>
      {accept.error && <ErrorPanel title="The account was not set up" error={accept.error} />}
      <Button type="submit" look="primary" isBusy={accept.isPending || accept.isSuccess}>
        {isReset ? 'Set the password' : 'Create the account'}
      </Button>
    </form>
  );
}
