'use client';
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { HttpFailure } from '@/client/fetch-json.ts';
import { readError } from '@/client/read-error.ts';
import { safeNext, signIn } from '@/client/sign-in.ts';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { AuthCard } from './auth-card.tsx';

function refusal(error: unknown): string {
  if (error instanceof HttpFailure && error.status === 401)
    return 'E-mail and password do not belong together.';
  if (error instanceof HttpFailure && error.status === 429)
    return 'Too many attempts. Wait a minute, then try again.';
  return readError(error).text;
}

export function SignInForm() {
  const next = safeNext(useSearchParams().get('next'));
  const attempt = useMutation({
    mutationFn: ({ email, password }: { readonly email: string; readonly password: string }) =>
      signIn(email, password),
    meta: { showsOwnError: true },
    onSuccess: () => window.location.assign(next),
  });
  return (
    <AuthCard title="Sign in">
      <form
        aria-label="Sign in"
        method="post"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          attempt.mutate({ email: String(form.get('email')), password: String(form.get('password')) });
        }}
      >
        <Field id="email" label="E-mail">
          <Input id="email" name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field id="password" label="Password">
          <Input id="password" name="password" type="password" autoComplete="current-password" required />
        </Field>
        {attempt.error && (
          <p role="alert" className="text-bad">
            {refusal(attempt.error)}
          </p>
        )}
        <Button type="submit" look="primary" isBusy={attempt.isPending || attempt.isSuccess}>
          Sign in
        </Button>
        <p className="text-xs text-ink-3">
          No account, or a lost password? An administrator can give you a one-time link.
        </p>
      </form>
    </AuthCard>
  );
}
