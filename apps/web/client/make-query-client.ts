import { MutationCache, QueryClient, replaceEqualDeep } from '@tanstack/react-query';
import { notify } from '@/client/notify.ts';
import { readError } from './read-error.ts';
import type { NewestViews } from './realtime/newest-views.ts';

/** Errors that asking again cannot mend. */
const finalCodes = new Set(['unauthenticated', 'forbidden', 'not-found', 'invalid-input', 'unsupported']);

/**
 * One cache per page load. Whatever a fetch brings is overlaid with newer views that realtime has already
 * delivered, so that an answer that was on its way never takes a row back in time.
 */
export function makeQueryClient(newest: NewestViews): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && !finalCodes.has(readError(error).code),
        structuralSharing: (before, after) => replaceEqualDeep(before, newest.overlay(after)),
      },
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (mutation.meta?.showsOwnError === true) return;
        const { text } = readError(error);
        notify(text, { isError: true });
      },
    }),
  });
}
