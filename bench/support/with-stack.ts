/** The real product (Redis, control plane, host agent) for a benchmark, with a signed-in administrator. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { acceptLink, administrator, type SignedIn } from '../../e2e/stack/api.ts';
import { Stack } from '../../e2e/stack/stack.ts';
import { Unmeasurable } from './bench-row.ts';

export type RunningStack = SignedIn & { readonly stack: Stack };

const build = fileURLToPath(new URL('../../apps/web/.next/BUILD_ID', import.meta.url));

/** Ends everything, VMs included, and removes its folder when `work` is over. */
export async function withStack<T>(work: (running: RunningStack) => Promise<T>): Promise<T> {
  if (!existsSync(build)) throw new Unmeasurable('the pages are not built: npm start builds them');
  const stack = await Stack.start();
  try {
    if (stack.signInLink === null) throw new Error('A new stack has a link for its administrator.');
    return await work({ stack, ...(await acceptLink(stack.url, stack.signInLink, administrator)) });
  } finally {
    await stack.stop();
  }
}
