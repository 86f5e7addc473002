'use client';
import { notify } from '@/client/notify.ts';
import { fetchJson } from './fetch-json.ts';
import { readError } from './read-error.ts';

/** Ends the session and loads the sign-in page afresh, so that nothing of it stays in memory. */
export function useSignOut(): () => void {
  return () => {
    fetchJson('/api/auth/sign-out', {}).then(
      () => window.location.assign('/sign-in'),
      (error: unknown) => notify(`You are still signed in. ${readError(error).text}`, { isError: true }),
    );
  };
}
