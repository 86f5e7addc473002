import { findProgram } from '../start/find-program.mjs';
import { playwrightCounts } from './playwright-counts.mjs';
import { vitestCounts } from './vitest-counts.mjs';

const minute = 60_000;
const needs = (programs) => () => {
  const missing = Object.entries(programs).find(([program]) => findProgram([program]) === null);
  return missing === undefined ? null : `${missing[0]} is not installed: ${missing[1]}`;
};

/**
 * `commands` run in order; the last one's report is counted by `counts`, a stage without one counts as a
 * single test. `missing` says why a stage cannot run here. The budgets add up to less than 40 minutes.
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
    budgetMs: 8.5 * minute,
    missing: needs({ 'redis-server': 'sudo apt-get install redis-server' }),
    commands: [['vitest', ['run', '--reporter=default', '--reporter=json', '--outputFile.json={report}']]],
    counts: vitestCounts,
  },
  {
    name: 'e2e',
    budgetMs: 17.25 * minute,
    missing: needs({
      chromium: 'sudo apt-get install chromium',
      'redis-server': 'sudo apt-get install redis-server',
    }),
    commands: [['playwright', ['test', '--config', 'e2e/playwright.config.ts']]],
    reportVariable: 'PLAYWRIGHT_JSON_OUTPUT_NAME',
    counts: playwrightCounts,
  },
  {
    name: 'vm',
    budgetMs: 11.5 * minute,
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
      [
        'vitest',
        [
          'run',
          '--config',
          'vitest.vm.config.ts',
          '--reporter=default',
          '--reporter=json',
          '--outputFile.json={report}',
        ],
      ],
    ],
    counts: vitestCounts,
  },
];
