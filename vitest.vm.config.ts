import { defineConfig } from 'vitest/config';

/** Real virtual machines: one file after the other, because two guests under emulation fill two cores. */
export default defineConfig({
  test: {
    include: ['apps/**/*.vm.test.ts', 'e2e/vm/**/*.vm.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    // As for the browser's tests: what passes on its retry counts, and the summary names it as a flake.
    retry: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
