'use client';
import type { Permission } from '@busbar/shared/domain/roles';
import { createContext, useCallback, useContext } from 'react';
import type { ApiOutputs } from './trpc.ts';

export type Session = ApiOutputs['session']['me'];
const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The signed-in person. Only below the console layout, which waits for the answer. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside the console layout.');
  return session;
}

/** Null when the person may; otherwise the reason that a disabled control shows. */
export function useRefusals(): (permission: Permission) => string | null {
  const { permissions: granted, user } = useSession();
  return useCallback(
    (permission) =>
      granted.includes(permission)
        ? null
        : `Your role (${user.role}) does not allow this. An administrator can change it.`,
    [granted, user.role],
  );
}

/** The same for one permission. */
export const useRefusal = (permission: Permission): string | null => useRefusals()(permission);
