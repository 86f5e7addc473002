import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Database } from '@busbar/db/database';
import { AppError } from '@busbar/shared/errors/app-error';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../../services/authorize.ts';
import { jobEventView } from '../../services/views/job.ts';

/** Lines read from the database at once. */
const pageSize = 2_000;

/** The whole log of a job as text, streamed: time, level, step, line. */
export async function sendJobLog(
  deps: { readonly db: Database; readonly now: () => Date },
  actor: Actor,
  jobId: string,
  response: ServerResponse,
): Promise<void> {
  await authorize(deps, actor, 'job.read', { type: 'job', id: jobId });
  const job = await deps.db.read.job.findUnique({ where: { id: jobId }, select: { id: true } });
  if (job === null) throw new AppError('not-found', 'There is no such job.');
  response.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `attachment; filename="job-${jobId}.txt"`,
    'Cache-Control': 'no-store',
  });
  for (let after = 0; !response.destroyed; ) {
    const rows = await deps.db.read.jobEvent.findMany({
      where: { jobId, number: { gt: after } },
      orderBy: { number: 'asc' },
      take: pageSize,
    });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.number;
    if (!response.write(rows.map(logLine).join('')))
      await once(response, 'drain', { signal: AbortSignal.timeout(60_000) });
  }
  response.end();
}

function logLine(row: Parameters<typeof jobEventView>[0]): string {
  const { at, level, step, text } = jobEventView(row);
  return `${at.toISOString()} ${level.padEnd(5)} ${step === null ? '' : `[${step}] `}${text}\n`;
}
