import { firstLines, openReport } from './write-report.mjs';

/** Writes to $BUSBAR_TEST_REPORT what Playwright's tests came to; errors outside of tests too. */
export default class PlaywrightReporter {
  #report = openReport(process.env.BUSBAR_TEST_REPORT);
  #errorCount = 0;

  /** Progress is the list reporter's. */
  printsToStdio() {
    return false;
  }

  onTestBegin(test) {
    this.#report.add({ ...identify(test), outcome: 'running' });
  }

  /** Called for each attempt: the outcome so far, which a retry's replaces. */
  onTestEnd(test, result) {
    const outcome = outcomes[test.outcome()];
    const note = test.annotations.find((annotation) => annotation.type === 'skip');
    const errors = test.results.flatMap((attempt) => attempt.errors);
    this.#report.add({
      ...identify(test),
      outcome,
      seconds: result.duration / 1000,
      ...(outcome === 'skipped' ? { reason: note?.description ?? 'an earlier test failed' } : {}),
      ...(errors.length === 0 ? {} : { error: errors.map(describe).join('\n') }),
    });
  }

  onError(error) {
    this.#errorCount += 1;
    this.#report.add({
      id: `error-${this.#errorCount}`,
      file: error.location?.file,
      name: 'an error outside tests',
      outcome: 'failed',
      error: describe(error),
    });
  }

  onEnd() {
    this.#report.end();
  }
}

const outcomes = { expected: 'passed', unexpected: 'failed', flaky: 'flake', skipped: 'skipped' };

function identify(test) {
  const [, , , ...titles] = test.titlePath();
  return { id: test.id, file: test.location.file, name: titles.join(' > ') };
}

function describe({ message, value, location }) {
  return firstLines({ message: message ?? value, location });
}
