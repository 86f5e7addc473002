import { AppError } from '@busbar/shared/errors/app-error';

export type Reservation = { readonly name: string; readonly bytes: number };

/** What running jobs are about to take and hypervisors do not know of yet: names and space. In memory only. */
export class Reservations {
  readonly #held = new Map<string, Reservation>();

  /** Idempotent per job. @throws `already-exists` when another job is making a VM of this name. */
  hold(jobId: string, reservation: Reservation): void {
    for (const [holder, { name }] of this.#held) {
      if (holder !== jobId && name === reservation.name) {
        throw new AppError('already-exists', `Another job is just making a VM named "${name}" here.`);
      }
    }
    this.#held.set(jobId, reservation);
  }

  /** Bytes promised to other jobs. */
  bytesOfOthers(jobId: string): number {
    return [...this.#held].reduce((sum, [holder, { bytes }]) => (holder === jobId ? sum : sum + bytes), 0);
  }

  release(jobId: string): void {
    this.#held.delete(jobId);
  }
}
