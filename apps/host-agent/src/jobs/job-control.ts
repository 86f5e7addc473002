import { AppError } from '@busbar/shared/errors/app-error';
import { fromWireError, toWireError } from '@busbar/shared/errors/wire-error';
import type { JobEnding } from './journal-record.ts';

/**
 * Whether a job may go on. The first cause of an ending wins: a cancel after a timeout changes nothing, and
 * once the work is done (`settle`) nothing can end it otherwise.
 */
export class JobControl {
  readonly #controller = new AbortController();
  #ending: JobEnding | null = null;
  readonly #suspend = new AbortController();
  #isSettled = false;

  /** Aborted when the steps must stop: the job ends, or the agent does. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ending(): JobEnding | null {
    return this.#ending;
  }

  /** The agent is stopping: leave the job as it is, to go on at the next start. */
  get suspended(): AbortSignal {
    return this.#suspend.signal;
  }

  get isSuspended(): boolean {
    return this.#suspend.signal.aborted;
  }

  /** Whether this is the first cause. */
  end(outcome: JobEnding['outcome'], error: AppError): boolean {
    if (this.#ending !== null || this.#isSettled) return false;
    this.#ending = { outcome, error: toWireError(error) };
    this.#controller.abort(error);
    return true;
  }

  /** Takes up an ending that an earlier process wrote down. */
  restore(ending: JobEnding): void {
    this.#ending = ending;
    this.#controller.abort(fromWireError(ending.error));
  }

  /** All steps are done. False when an ending came first. */
  settle(): boolean {
    this.#isSettled = this.#ending === null;
    return this.#isSettled;
  }

  suspend(): void {
    this.#suspend.abort();
    this.#controller.abort(
      new AppError('unavailable', 'The host agent is stopping; the job goes on when it is back.'),
    );
  }
}
