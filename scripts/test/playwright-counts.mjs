import { existsSync, readFileSync } from 'node:fs';

/** Counts of Playwright's JSON report. A test that passed only on its retry counts, and is named as a flake. */
export function playwrightCounts(file) {
  if (!existsSync(file)) return null;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.suites.flatMap((suite) => [...testsBelow(suite)]);
  const having = (...statuses) => tests.filter((test) => statuses.includes(test.status));
  return {
    passed: having('expected', 'flaky').length,
    failed: having('unexpected').length + (report.errors?.length ?? 0),
    skipped: having('skipped').map(({ title, reason }) => ({ name: title, reason })),
    flakes: having('flaky').map(({ title }) => title),
  };
}

function* testsBelow(suite) {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      const note = test.annotations?.find((annotation) => annotation.type === 'skip');
      yield { title: spec.title, status: test.status, reason: note?.description ?? 'an earlier test failed' };
    }
  }
  for (const inner of suite.suites ?? []) yield* testsBelow(inner);
}
