/**
 * What has been started, in order, so that it can be stopped in the reverse order. A part that does not
 * stop in its time is reported and left behind: the process is about to end anyway.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';

export type StopReport = (name: string, error: AppError) => void;
const partDeadlineMs = 5_000;

export class Lifecycle {
  readonly #parts: { readonly name: string; readonly stop: () => Promise<void> | void }[] = [];
  readonly #report: StopReport;

  constructor(report: StopReport) {
    this.#report = report;
  }

  started(name: string, stop: () => Promise<void> | void): void {
    this.#parts.push({ name, stop });
  }

  /** Stops everything, last in first out; each part has `deadlineMs` (default 5 s). Never rejects. */
  async stop(deadlineMs = partDeadlineMs): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      try {
        await within(deadlineMs, part.name, part.stop);
      } catch (error) {
        this.#report(part.name, toAppError(error));
      }
    }
  }
}

async function within(deadlineMs: number, name: string, work: () => Promise<void> | void): Promise<void> {
  const late = Promise.withResolvers<never>();
  const error = new AppError('deadline-exceeded', `${name} did not stop within ${deadlineMs} ms.`);
  const timer = setTimeout(() => late.reject(error), deadlineMs);
  try {
    await Promise.race([Promise.resolve(work()), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
