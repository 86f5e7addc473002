import { findProgram } from '../start/find-program.mjs';

const minute = 60_000;
/** `default` shows tests as they end, the other tells the summary. Playwright's are in its configuration. */
const reporters = ['--reporter=default', '--reporter=./scripts/test/vitest-reporter.mjs'];
const needs = (programs) => () => {
  const missing = Object.entries(programs).find(([program]) => findProgram([program]) === null);
  return missing === undefined ? null : `${missing[0]} is not installed: ${missing[1]}`;
};

/**
 * `commands` run in order; `hasReport` where the last one's reporter writes what became of each test, a stage
 * without counts as a single test. `missing` says why a stage cannot run here. The budgets add up to less than 40 minutes.
 */
export const stages = [
  {
    name: 'lint',
    budgetMs: 0.25 * minute,
    commands: [
      ['biome', ['check', '.']],
      ['oxlint', []],
      ['node', ['scripts/check-walls.ts']],
    ],
  },
  {
    name: 'build',
    budgetMs: 1.25 * minute,
    commands: [['node', ['scripts/build-all.mjs']]],
  },
  {
    name: 'types',
    budgetMs: 0.75 * minute,
    commands: [
      ['tsc', ['--noEmit', '-p', 'tsconfig.json']],
      ['tsc', ['--noEmit', '-p', 'apps/web/tsconfig.json']],
      ['tsc', ['--noEmit', '-p', 'e2e/tsconfig.json']],
    ],
  },
  {
    name: 'unit',
    budgetMs: 9 * minute,
    missing: needs({ 'redis-server': 'sudo apt-get install redis-server' }),
    commands: [['vitest', ['run', ...reporters]]],
    hasReport: true,
  },
  {
    name: 'e2e',
    budgetMs: 17.5 * minute,
    missing: needs({
      chromium: 'sudo apt-get install chromium',
      'redis-server': 'sudo apt-get install redis-server',
    }),
    commands: [['playwright', ['test', '--config', 'e2e/playwright.config.ts']]],
    hasReport: true,
  },
  {
    name: 'vm',
    budgetMs: 7.9 * minute,
    missing: needs({
      'qemu-system-x86_64': 'sudo apt-get install qemu-system-x86',
      'qemu-img': 'sudo apt-get install qemu-utils',
      mmdebstrap: 'sudo apt-get install mmdebstrap',
      'redis-server': 'sudo apt-get install redis-server',
    }),
    commands: [
      // Nothing to do after the build stage; `npm test -- vm` runs without it.
      ['node', ['scripts/build-all.mjs']],
      ['node', ['apps/host-agent/src/images/build-image.ts']],
      ['vitest', ['run', '--config', 'vitest.vm.config.ts', ...reporters]],
    ],
    hasReport: true,
  },
  {
    name: 'wine',
    budgetMs: 2.35 * minute,
    missing: needs({ wine: 'sudo apt-get install --no-install-recommends wine wine64' }),
    commands: [['vitest', ['run', '--config', 'vitest.wine.config.ts', ...reporters]]],
    hasReport: true,
  },
];
