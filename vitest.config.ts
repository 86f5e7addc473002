import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const exclude = [
  '**/*.vm.test.ts',
  '**/*.wine.test.ts',
  '**/node_modules/**',
  '**/.next/**',
  '**/dist/**',
  'data/**',
];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // One process for many files: starting one for each, and loading the same modules, took longer than most of them.
        test: {
          name: 'web',
          isolate: false,
          include: ['packages/**/*.test.ts', 'apps/web/**/*.test.ts'],
          exclude,
        },
      },
      {
        extends: true,
        // These start and kill processes, and count what their own one has open.
        test: {
          name: 'agents',
          include: [
            ...['apps/host-agent/**/*.test.ts', 'apps/guest-agent/**/*.test.ts', 'scripts/**/*.test.ts'],
            ...['packaging/**/*.test.ts', 'e2e/stack/**/*.test.ts'],
          ],
          exclude,
        },
      },
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
