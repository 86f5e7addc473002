import type { Queries } from '@busbar/db/database';
import type { Job, JobEvent } from '@busbar/db/rows';
import type { JobState } from '@busbar/shared/domain/job-state';
import { isJobKind, jobCatalog } from '@busbar/shared/jobs/catalog';
import type { JobEventView, JobView } from '@busbar/shared/realtime/views';
import { readJson } from './read-json.ts';

/** Such as "Provision web-1". A kind that this version does not know keeps its name. */
export function jobTitle(kind: string, vmName: string): string {
  const title = isJobKind(kind) ? jobCatalog[kind].title : kind;
  return vmName === '' ? title : `${title} ${vmName}`;
}

export function jobView(row: Job, host: { readonly name: string }): JobView {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    title: jobTitle(row.kind, row.vmName),
    state: row.state as JobState,
    hostId: row.hostId,
    hostName: host.name,
    vmId: row.vmId,
    vmName: row.vmName,
    parentId: row.parentId,
    retryOfId: row.retryOfId,
    attempt: row.attempt,
    steps: readJson(row.steps),
    error: row.error === null ? null : readJson(row.error),
    leftBehind: readJson(row.leftBehind),
    kept: row.kept,
    continuesId: row.continuesId,
    afterId: row.afterId,
    eventCount: row.eventCount,
    requestedByName: row.requestedByName,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    cancelRequestedAt: row.cancelRequestedAt,
  };
}

export function jobEventView(row: JobEvent): JobEventView {
  const body = readJson<{ level?: JobEventView['level']; text?: string }>(row.body);
  return {
    jobId: row.jobId,
    number: row.number,
    at: row.at,
    attempt: row.attempt,
    type: row.type as JobEventView['type'],
    step: row.step,
    level: body.level ?? 'info',
    text: body.text ?? '',
  };
}

/** What `jobView` needs beside the row. */
export const jobInclude = { host: { select: { name: true } } } as const;

/** Null when there is none. */
export async function readJobView(queries: Queries, jobId: string): Promise<JobView | null> {
  const row = await queries.job.findUnique({ where: { id: jobId }, include: jobInclude });
  return row === null ? null : jobView(row, row.host);
}
