/** Which of a host's waiting jobs go next: pure, so that fairness can be read and tested. */

export type WaitingJob = {
  readonly id: string;
  readonly vmId: string | null;
  readonly requestedBy: string | null;
};
export type ActiveJob = Pick<WaitingJob, 'vmId' | 'requestedBy'>;

/**
 * At most `limit` jobs are active on the host, at most one per VM, and a person with many jobs waits for one
 * with few: each free place goes to whoever has the fewest active, among equals to the oldest job.
 * `waiting` is in the order of age.
 */
export function chooseJobs<Job extends WaitingJob>(
  waiting: readonly Job[],
  active: readonly ActiveJob[],
  limit: number,
): readonly Job[] {
  const busyVms = new Set(active.map(({ vmId }) => vmId).filter((vmId) => vmId !== null));
  const share = new Map<string | null, number>();
  const shareOf = ({ requestedBy }: ActiveJob): number => share.get(requestedBy) ?? 0;
  for (const job of active) share.set(job.requestedBy, shareOf(job) + 1);
  const chosen: Job[] = [];
  const rest = [...waiting];
  while (active.length + chosen.length < limit) {
    const ready = rest.filter(({ vmId }) => vmId === null || !busyVms.has(vmId));
    const next = ready.reduce<Job | null>(
      (best, job) => (best === null || shareOf(job) < shareOf(best) ? job : best),
      null,
    );
    if (next === null) break;
    chosen.push(next);
    rest.splice(rest.indexOf(next), 1);
    share.set(next.requestedBy, shareOf(next) + 1);
    if (next.vmId !== null) busyVms.add(next.vmId);
  }
  return chosen;
}
