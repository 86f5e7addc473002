import { defineConfig } from 'vitest/config';

/** Real virtual machines: two files at a time, because a guest under emulation fills one core and two are there. */
export default defineConfig({
  test: {
    include: ['apps/**/*.vm.test.ts', 'e2e/vm/**/*.vm.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    // As for the browser's tests: what passes on its retry counts, and the summary names it as a flake.
    retry: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
