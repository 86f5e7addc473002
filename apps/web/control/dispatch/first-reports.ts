import type { Change } from '../../services/change.ts';

export type ExpectedReport = {
  /** Resolves once a report about the job is in the database, or after `ms`. */
  readonly within: (ms: number) => Promise<void>;
  readonly forget: () => void;
};

/**
 * Lets the sender of a job wait a moment for its first report: that report proves the acceptance by itself, and what
 * it has stored need not be stored once more.
 */
export class FirstReports {
  readonly #expected = new Map<string, PromiseWithResolvers<void>>();

  /** Called before the job is sent: a report may be quicker than the answer. */
  expect(jobId: string): ExpectedReport {
    const arrived = Promise.withResolvers<void>();
    this.#expected.set(jobId, arrived);
    let timer: NodeJS.Timeout | undefined;
    return {
      within: (ms) => {
        timer = setTimeout(arrived.resolve, ms);
        return arrived.promise;
      },
      forget: () => {
        clearTimeout(timer);
        if (this.#expected.get(jobId) === arrived) this.#expected.delete(jobId);
      },
    };
  }

  /** Reports have been committed, with these changes. */
  readonly stored = (changes: readonly Change[]): void => {
    for (const { entity, id } of changes) if (entity === 'job') this.#expected.get(id)?.resolve();
  };
}
