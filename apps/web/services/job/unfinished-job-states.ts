import { isFinalJobState, JobState } from '@busbar/shared/domain/job-state';

/** States in which a job may still do something. */
export const unfinishedJobStates: JobState[] = JobState.options.filter((state) => !isFinalJobState(state));
