/** An optional ability of a driver (`guest-reports` in its facts): what its host knows of guests without an agent of ours. */
import type { GuestReport } from '@busbar/shared/protocol/guest-report';

export interface GuestReports {
  /**
   * Of those of these VMs that run; who has told nothing is missing. Costs few questions, however many VMs. What a
   * guest says is bounded and cleaned, never believed.
   */
  look(vmIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, GuestReport>>;
}

export interface HasGuestReports {
  readonly guestReports: GuestReports;
}

/** Null for a driver without the ability. */
export const guestReportsOf = (driver: object): GuestReports | null =>
  'guestReports' in driver ? (driver as HasGuestReports).guestReports : null;
