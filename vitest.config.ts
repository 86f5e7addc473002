import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'apps/**/*.test.ts',
      'scripts/**/*.test.ts',
      'packaging/**/*.test.ts',
      'e2e/stack/**/*.test.ts',
    ],
    exclude: [
      '**/*.vm.test.ts',
      '**/*.wine.test.ts',
      '**/node_modules/**',
      '**/.next/**',
      '**/dist/**',
      'data/**',
    ],
    // Programs that tests start compile once what they are made of; half of a crash test's time went into that.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/tests', import.meta.url)) },
    pool: 'forks',
    maxWorkers: 2,
    // As for the browser's tests: what passes on its retry counts, and the summary names it as a flake.
    retry: 1,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
