/** Prints what happened and returns the exit code. */
export function summarize(results, { write, forbidSkips }) {
  write('\n');
  for (const { name, seconds, passed, failed, skipped, failure, flakes = [] } of results) {
    const verdict = failed > 0 || failure !== null ? 'failed' : passed === 0 ? 'skipped' : 'ok';
    write(
      `${verdict.padEnd(8)}${name.padEnd(8)}${String(passed).padStart(5)} passed ${seconds.toFixed(0).padStart(5)} s`,
    );
    write(`${failure === null ? '' : `  ${failure}`}\n`);
    for (const { name: test, reason } of skipped) write(`        skipped: ${test}: ${reason}\n`);
    for (const test of flakes) write(`        flake (passed on its retry): ${test}\n`);
  }
  const total = (count) => results.reduce((sum, result) => sum + count(result), 0);
  const failed = total((result) => result.failed);
  const skipped = total((result) => result.skipped.length);
  write(`\n${total((result) => result.passed)} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 || (forbidSkips && skipped > 0) ? 1 : 0;
}
