import { defineConfig } from 'vitest/config';

/** The executables for Windows under Wine: `npm run test:wine`. Needs Debian's wine64. */
export default defineConfig({
  test: {
    include: ['apps/**/*.wine.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    // The executable is built first where it is stale.
    hookTimeout: 600_000,
  },
});
