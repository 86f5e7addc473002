import { defineConfig } from 'vitest/config';

/** The executables for Windows under Wine (Debian's `wine` and `wine64`), each file with a Windows of its own. */
export default defineConfig({
  test: {
    include: ['apps/**/*.wine.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 1,
    // Wine itself fails now and then, and the retry has a new one: packages/shared/src/testing/use-wine.ts.
    retry: 2,
    // Several times what the slowest takes on a busy machine; one that hangs leaves the stage time for its retry.
    testTimeout: 30_000,
    // The executable is built first where it is stale.
    hookTimeout: 600_000,
  },
});
