import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/api/router.ts';

const url = '/api/trpc';
/** A URL stays below what proxies accept. */
const urlLengthLimit = 4000;

export const makeTrpcClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        // A person waits for it: it is sent at once, before the page draws that it is on its way.
        true: httpLink({ url, transformer: superjson }),
        // Queries that start in the same tick travel together.
        false: httpBatchLink({ url, transformer: superjson, maxURLLength: urlLengthLimit }),
      }),
    ],
  });
