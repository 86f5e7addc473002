import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

type Stage = { name: string; budgetMs: number; commands: [string, string[]][]; hasReport: boolean };
type Environment = { root: string; reportsFolder: string; env: NodeJS.ProcessEnv };
type Result = { name: string; seconds: number; failure: string | null } & Record<string, unknown>;

const { runStage } = (await import('./run-stage.mjs' as string)) as {
  runStage(stage: Stage, environment: Environment, unspentMs: number): Promise<Result>;
};
const { summarize } = (await import('./summarize.mjs' as string)) as {
  summarize(results: Result[], options: { write: (text: string) => void; forbidSkips: boolean }): number;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const minute = 60_000;
const vitest = stageOf('unit', ['vitest', 'run', '--retry=1', `--reporter=${reporterOf('vitest')}`]);
const playwright = stageOf('e2e', [
  'playwright',
  'test',
  '--retries=1',
  `--reporter=${reporterOf('playwright')}`,
]);

test('vitest’s failures stand at the end, with those outside of tests, and what passed on its retry', async () => {
  const { said, exitCode } = await run(vitest, {
    'a.test.ts': `
      import { beforeAll, describe, expect, test } from 'vitest';
      let attempts = 0;
      test('holds', () => {});
      test('holds the second time', () => { attempts += 1; expect(attempts).toBe(2); });
      describe('sums', () => { test('are sums', () => expect({ sum: 1 + 1 }).toEqual({ sum: 3 })); });
      test('needs another machine', ({ skip }) => skip('no such machine'));
      describe('a hook', () => { beforeAll(() => { throw new Error('the hook fell'); }); test('has its test', () => {}); });
      test('leaves an error behind', () => { void Promise.reject(new Error('nobody waits for me')); });`,
    'b.test.ts': `process.kill(process.pid, 'SIGKILL');`,
    'c.test.ts': `import './nowhere.ts';`,
  });

  expect(said).toContain('FAILED  a.test.ts > sums > are sums\n        AssertionError: expected { sum: 2 }');
  expect(said).toMatch(/\+ {3}"sum": 2,\n.*\n {8}at a\.test\.ts:6/);
  expect(said).toMatch(/FAILED {2}a\.test\.ts > a hook\n {8}Error: the hook fell\n {8}at a\.test\.ts:8/);
  expect(said).toMatch(/FAILED {2}a\.test\.ts > an error outside tests.*\n {8}Error: nobody waits for me/);
  expect(said).toContain('FAILED  b.test.ts > the whole file');
  expect(said).toMatch(/FAILED {2}c\.test\.ts > the whole file\n {8}Error: .*nowhere\.ts/);
  expect(said).toContain('skipped: a.test.ts > needs another machine: no such machine');
  expect(said).toMatch(
    /flake \(passed on its retry\): a\.test\.ts > holds the second time\n {8}AssertionError: exp/,
  );
  expect(said).not.toContain('FAILED  a.test.ts > holds');
  expect(exitCode).toBe(1);
});

test('Playwright’s failures stand at the end, and what passed on its retry', async () => {
  const { said, exitCode } = await run(playwright, {
    'playwright.config.ts': `export default { testMatch: '*.spec.ts' };`,
    'a.spec.ts': `
        import { expect, test } from '@playwright/test';
        test('holds', () => {});
        test('holds the second time', ({}, { retry }) => { expect(retry).toBe(1); });
        test.describe('sums', () => { test('are sums', () => { expect(1 + 1).toBe(3); }); });
        test('needs another machine', () => { test.skip(true, 'no such machine'); });`,
  });

  expect(said).toMatch(/FAILED {2}a\.spec\.ts > sums > are sums\n {8}Error: expect\(received\)\.toBe/);
  expect(said).toContain('at a.spec.ts:5');
  expect(said).toContain('skipped: a.spec.ts > needs another machine: no such machine');
  expect(said).toContain('flake (passed on its retry): a.spec.ts > holds the second time');
  expect(said).not.toContain('FAILED  a.spec.ts > holds');
  expect(exitCode).toBe(1);
});

test('a file that Playwright cannot load stands at the end', async () => {
  const { said } = await run(playwright, { 'a.spec.ts': `throw new Error('this file fell');` });

  expect(said).toMatch(/FAILED {2}a\.spec\.ts > an error outside tests\n {8}Error: this file fell/);
});

test('a runner that was killed leaves the name of the test that it was in', async () => {
  const { said } = await run(stageOf('unit', ['node', 'runner.mjs']), {
    'runner.mjs': `
      import { openReport } from '${pathToFileURL(join(root, 'scripts/test/write-report.mjs'))}';
      const report = openReport(process.env.BUSBAR_TEST_REPORT);
      for (const [id, outcome] of [['1', 'running'], ['1', 'passed'], ['2', 'running']])
        report.add({ id, outcome, file: 'a.test.ts', name: 'test ' + id });
      process.kill(process.pid, 'SIGKILL');`,
  });

  expect(said).toContain('FAILED  a.test.ts > test 2\n        had begun when its stage ended');
  expect(said).toMatch(/failed {2}unit {8}1 passed .*node runner\.mjs: SIGKILL/);
});

test('of a stage without tests the end of its output is kept', async () => {
  const { said } = await run(
    { ...stageOf('lint', ['node', 'lint.mjs']), hasReport: false },
    {
      'lint.mjs': `console.error('line 7 is ugly'); process.exitCode = 1;`,
    },
  );

  expect(said).toContain('FAILED  lint\n        line 7 is ugly');
  expect(said).toMatch(/failed {2}lint {8}0 passed .*node lint\.mjs: exit code 1/);
});

test('thousands of failures leave a summary that can be read', () => {
  const failures = Array.from({ length: 3_000 }, (_, index) => ({ name: `test ${index}`, error: 'fell' }));
  const lines: string[] = [];
  summarize([{ name: 'unit', seconds: 1, passed: 0, failed: 3_000, skipped: [], failures, failure: null }], {
    write: (text: string) => lines.push(text),
    forbidSkips: false,
  });

  expect(lines.join('').split('\n').length).toBeLessThan(300);
  expect(lines.join('')).toContain('FAILED  2800 more');
  expect(lines.join('')).toContain('0 passed, 3000 failed, 0 skipped');
});

/** A stage as `npm test` has it, with another command, in a folder of its own. */
async function run(stage: Stage, files: Record<string, string>) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'busbar-stage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // What the test's own runner tells its processes is not for the runner inside.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const programs = join(root, 'node_modules', '.bin');
  const environment = {
    root: folder,
    reportsFolder: folder,
    env: { ...Object.fromEntries(own), PATH: `${programs}${delimiter}${process.env.PATH}` },
  };
  const said: string[] = [];
  const exitCode = summarize([await runStage(stage, environment, 0)], {
    write: (text: string) => said.push(text),
    forbidSkips: false,
  });
  return { said: said.join(''), exitCode };
}

function stageOf(name: string, [program = '', ...args]: string[]): Stage {
  return { name, budgetMs: minute, commands: [[program, args]], hasReport: true };
}

function reporterOf(runner: string) {
  return join(root, 'scripts', 'test', `${runner}-reporter.mjs`);
}
