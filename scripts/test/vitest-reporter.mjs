import { firstLines, openReport } from './write-report.mjs';

/** Writes to $BUSBAR_TEST_REPORT what vitest's tests came to; failed hooks, files and workers too. */
export default class VitestReporter {
  #report = openReport(process.env.BUSBAR_TEST_REPORT);

  onTestCaseReady(test) {
    this.#report.add({ ...identify(test), outcome: 'running' });
  }

  onTestCaseResult(test) {
    const { state, errors = [], note } = test.result();
    const outcome = test.diagnostic()?.flaky ? 'flake' : state;
    this.#report.add({
      ...identify(test),
      outcome,
      seconds: (test.diagnostic()?.duration ?? 0) / 1000,
      ...(outcome === 'skipped' ? { reason: note ?? 'see its name' } : {}),
      ...(errors.length === 0 ? {} : { error: describe(errors) }),
    });
  }

  /** A hook that failed; its tests are skipped or failed beside it. */
  onTestSuiteResult(suite) {
    if (suite.errors().length === 0) return;
    this.#report.add({ ...identify(suite), outcome: 'failed', error: describe(suite.errors()) });
  }

  onTestModuleEnd(module) {
    if (module.errors().length === 0) return;
    this.#report.add({ ...identifyModule(module), outcome: 'failed', error: describe(module.errors()) });
  }

  onTestRunEnd(modules, unhandledErrors) {
    for (const module of modules) {
      if (!['queued', 'pending'].includes(module.state())) continue;
      this.#report.add({
        ...identifyModule(module),
        outcome: 'failed',
        error: 'its process ended before it did',
      });
    }
    for (const [index, error] of unhandledErrors.entries()) {
      this.#report.add({
        id: `unhandled-${index}`,
        file: error.VITEST_TEST_PATH,
        name: `an error outside tests${error.VITEST_TEST_NAME ? `, near "${error.VITEST_TEST_NAME}"` : ''}`,
        outcome: 'failed',
        error: describe([error]),
      });
    }
    this.#report.end();
  }
}

function identify(task) {
  return { id: task.id, file: task.module.moduleId, name: task.fullName };
}

function identifyModule(module) {
  return { id: module.id, file: module.moduleId, name: 'the whole file' };
}

function describe(errors) {
  return errors
    .map((error) =>
      firstLines({
        message: `${error.name ?? 'Error'}: ${error.message}`,
        diff: error.diff,
        location: error.stacks?.[0],
      }),
    )
    .join('\n');
}
