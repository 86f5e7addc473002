/**
 * The product's API as a signed-in person uses it: the same procedures as the pages, with a session cookie.
 */
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '../../apps/web/api/router.ts';

export type Api = TRPCClient<AppRouter>;
export type Person = { readonly email: string; readonly password: string; readonly name: string };
export type SignedIn = { readonly api: Api; readonly cookie: string; readonly person: Person };

export const administrator: Person = {
  email: 'ada@example.test',
  password: 'correct horse battery staple',
  name: 'Ada',
};

/** `Origin` as a browser sends it: a change by cookie is taken only from the product's own pages. */
export const apiFor = (url: string, cookie = ''): Api =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        headers: () => ({ cookie, origin: url, 'sec-fetch-site': 'same-origin' }),
      }),
    ],
  });

/** Uses a one-time link (first administrator, invitation) and signs in. */
export async function acceptLink(url: string, link: string, person: Person): Promise<SignedIn> {
  const token = new URL(link).searchParams.get('token') ?? '';
  await apiFor(url).welcome.accept.mutate({ token, ...person });
  return signIn(url, person);
}

export async function signIn(url: string, person: Person): Promise<SignedIn> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });
  if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { api: apiFor(url, cookie), cookie, person };
}
