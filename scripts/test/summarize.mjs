const maxErrors = 20;
const maxNames = 200;

/**
 * Prints what happened and returns the exit code. It stands at the end because logs are cut to their tail: who reads
 * no more than that must learn which test failed, and how.
 */
export function summarize(results, { write, forbidSkips }) {
  write('\n');
  results.flatMap(({ failures = [] }) => failures).forEach(writeFailure(write));
  for (const result of results) writeStage(result, write);
  const total = (count) => results.reduce((sum, result) => sum + count(result), 0);
  const failed = total((result) => result.failed);
  const skipped = total((result) => result.skipped.length);
  write(`\n${total((result) => result.passed)} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 || (forbidSkips && skipped > 0) ? 1 : 0;
}

/** The first ones with their errors, many with their names, any number with a line. */
function writeFailure(write) {
  return ({ name, error }, index, all) => {
    if (index >= maxNames) {
      if (index === maxNames) write(`FAILED  ${all.length - maxNames} more\n\n`);
      return;
    }
    write(`FAILED  ${name}\n`);
    if (index < maxErrors) write(`${indented(error)}\n\n`);
  };
}

function writeStage({ name, seconds, passed, failed, skipped, failure, flakes = [] }, write) {
  const verdict = failed > 0 || failure !== null ? 'failed' : passed === 0 ? 'skipped' : 'ok';
  write(
    `${verdict.padEnd(8)}${name.padEnd(8)}${String(passed).padStart(5)} passed ${seconds.toFixed(0).padStart(5)} s`,
  );
  write(`${failure === null ? '' : `  ${failure}`}\n`);
  for (const { name: test, reason } of skipped) write(`        skipped: ${test}: ${reason}\n`);
  for (const { name: test, error } of flakes) {
    write(`        flake (passed on its retry): ${test}\n${indented(error ?? '')}\n`);
  }
}

function indented(text) {
  return text.replaceAll(/^/gm, '        ');
}
