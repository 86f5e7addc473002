'use client';
import type { JobState } from '@busbar/shared/domain/job-state';
import { useUrlState } from '@/client/use-url-state.ts';

export type JobFilter = {
  readonly search?: string;
  readonly state?: JobState;
  readonly isActiveOnly?: boolean;
  readonly vmId?: string;
  readonly hostId?: string;
};

export const shownJobStates = ['running', 'waiting', 'queued', 'failed', 'cancelled', 'succeeded'] as const;

/** The filter as the URL says it. `state=active` means every job that has not ended. */
export function useJobFilter(): JobFilter {
  const url = useUrlState();
  const search = url.get('q');
  const state = url.get('state');
  const known = shownJobStates.find((each) => each === state);
  return {
    ...(search ? { search } : {}),
    ...(known ? { state: known } : {}),
    ...(state === 'active' ? { isActiveOnly: true } : {}),
  };
}
