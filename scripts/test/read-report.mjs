import { existsSync, readFileSync } from 'node:fs';

/**
 * Counts what a runner reported (`write-report.mjs`). A test that passed only on its retry counts, and is named as a
 * flake; one that had begun and of which no end was told has failed.
 */
export function readReport(file) {
  if (!existsSync(file)) return null;
  // A runner that was killed may leave half a line.
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const lines = whole.map((line) => JSON.parse(line));
  const tests = [...new Map(lines.filter(({ ended }) => !ended).map((line) => [line.id, line])).values()];
  const having = (...outcomes) => tests.filter(({ outcome }) => outcomes.includes(outcome));
  return {
    passed: having('passed', 'flake').length,
    failures: having('failed', 'running').map((test) => ({
      name: fullName(test),
      error: test.error ?? 'had begun when its stage ended',
    })),
    skipped: having('skipped').map((test) => ({ name: fullName(test), reason: test.reason })),
    flakes: having('flake').map((test) => ({ name: fullName(test), error: test.error })),
    isWhole: lines.some(({ ended }) => ended),
  };
}

function fullName({ file, name }) {
  return [file, name].filter(Boolean).join(' > ');
}
