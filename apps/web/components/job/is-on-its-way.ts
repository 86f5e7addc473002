import type { JobView } from '@busbar/shared/realtime/views';

/** Whether the control plane has not said yet that there is such a job: the page shows what it was asked for. */
export const isOnItsWay = (job: Pick<JobView, 'version'>): boolean => job.version === 0;
