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
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
