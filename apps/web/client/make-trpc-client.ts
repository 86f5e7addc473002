import { createTRPCClient, type getFetch, httpBatchLink, httpLink, splitLink } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/api/router.ts';
import { noteServerTime } from './server-clock.ts';

const url = '/api/trpc';
/** A URL stays below what proxies accept. */
const urlLengthLimit = 4000;

/** The init that tRPC passes has the fetch standard's fields; only its type is narrower. */
const fetchNotingTime: ReturnType<typeof getFetch> = async (input, init) => {
  const response = await fetch(input as RequestInfo, init as RequestInit);
  noteServerTime(response.headers.get('date'));
  return response;
};

export const makeTrpcClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        // A person waits for it: it is sent at once, before the page draws that it is on its way.
        true: httpLink({ url, transformer: superjson, fetch: fetchNotingTime }),
        // Queries that start in the same tick travel together.
        false: httpBatchLink({
          url,
          transformer: superjson,
          maxURLLength: urlLengthLimit,
          fetch: fetchNotingTime,
        }),
      }),
    ],
  });
