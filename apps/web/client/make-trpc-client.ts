import { createTRPCClient, httpBatchLink } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/api/router.ts';

/** Requests that start in the same tick travel together; a URL stays below what proxies accept. */
const urlLengthLimit = 4000;

export const makeTrpcClient = () =>
  createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: '/api/trpc', transformer: superjson, maxURLLength: urlLengthLimit })],
  });
