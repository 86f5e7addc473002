import { fetchJson } from './fetch-json.ts';

/** Signs in with e-mail and password; the session travels as a cookie. Throws HttpFailure when refused. */
export const signIn = (email: string, password: string): Promise<unknown> =>
  fetchJson('/api/auth/sign-in/email', { email, password });

/** Where to go afterwards: only a path of our own, never another site. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.startsWith('/\\')) return '/';
  return next;
}
