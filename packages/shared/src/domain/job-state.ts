import { z } from 'zod';
import { isFinalState, nextState, type Transitions } from './transition.ts';

/**
 * A job's life at the control plane.
 *
 * queued → (waiting ⇄ queued) → running → succeeded | failed | cancelled, with `cancelling` between a wish
 * to cancel a running job and the host's report that its work was undone. `waiting` means the host is
 * offline; it is never a failure.
 */
export const JobState = z.enum([
  'queued',
  'waiting',
  'running',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof JobState>;

export type JobStateEvent =
  | 'host-offline'
  | 'host-online'
  | 'accepted'
  | 'refused'
  | 'cancel-requested'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'lost';

/**
 * `cancel-requested` on a job that no host has accepted ends it at once. `lost` is said when a host that
 * answers does not know a running job (its disk was replaced): the job goes back to the queue, a cancelled
 * one ends. A success that was already on its way when the cancel arrived wins: the work is done.
 */
export const jobTransitions: Transitions<JobState, JobStateEvent> = {
  queued: {
    'host-offline': 'waiting',
    accepted: 'running',
    refused: 'failed',
    'cancel-requested': 'cancelled',
    failed: 'failed',
  },
  waiting: {
    'host-online': 'queued',
    accepted: 'running',
    'cancel-requested': 'cancelled',
    failed: 'failed',
  },
  running: {
    'cancel-requested': 'cancelling',
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'cancelled',
    lost: 'queued',
  },
  cancelling: { succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled', lost: 'cancelled' },
  succeeded: {},
  failed: {},
  cancelled: {},
};

export const nextJobState = (state: JobState, event: JobStateEvent): JobState | null =>
  nextState(jobTransitions, state, event);
export const isFinalJobState = (state: JobState): boolean => isFinalState(jobTransitions, state);
