/** Snapshots inside a VM's qcow2 disk: by qemu-img while nobody has it open, by QEMU itself while the VM runs. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { runProgram } from '../process/run-program.ts';
import type { QmpClient } from './qmp-client.ts';

/** Nothing that changes a disk is cut short: killed half-way, it would leave the work to the next one. */
const diskDeadlineMs = 10 * 60_000;
/** QEMU answers nobody while it writes a memory. */
const memoryDeadlineMs = 20 * 60_000;
const pollMs = 50;

/** `-c` makes, `-a` returns to, `-d` deletes. */
export async function changeSnapshot(disk: string, change: '-c' | '-a' | '-d', tag: string): Promise<void> {
  await runProgram('qemu-img', ['snapshot', '-q', change, tag, disk], { deadlineMs: diskDeadlineMs });
}

const ImageInfo = z.object({ snapshots: z.array(z.object({ name: z.string() })).optional() });

/** Also while QEMU has the disk open (`-U`): what it has written by then. */
export async function hasSnapshot(disk: string, tag: string, signal: AbortSignal): Promise<boolean> {
  const text = await runProgram('qemu-img', ['info', '-U', '--output=json', disk], { signal });
  const { snapshots = [] } = ImageInfo.parse(JSON.parse(text));
  return snapshots.some(({ name }) => name === tag);
}

const Jobs = z.array(z.object({ id: z.string(), status: z.string(), error: z.string().optional() }));
export type SnapshotCommand = 'snapshot-save' | 'snapshot-load' | 'snapshot-delete';
export type SnapshotJob = {
  readonly command: SnapshotCommand;
  readonly tag: string;
  /** All disks of the VM, by their names in QEMU: the memory goes into the first. */
  readonly nodes: readonly string[];
};
const argumentsOf = ({ command, nodes }: SnapshotJob): Record<string, unknown> =>
  command === 'snapshot-delete' ? { devices: nodes } : { vmstate: nodes[0], devices: nodes };
const idOf = (command: SnapshotCommand, tag: string): string => `${command}-${tag}`;

/**
 * Waits for the end of one that was begun, perhaps by an agent that did not live to see it. Whether there was one.
 *
 * @throws AppError `internal` with QEMU's own words
 */
export async function settleSnapshotJob(
  qmp: QmpClient,
  { command, tag }: Pick<SnapshotJob, 'command' | 'tag'>,
  signal: AbortSignal,
): Promise<boolean> {
  const id = idOf(command, tag);
  for (;;) {
    const jobs = Jobs.parse(await qmp.run('query-jobs', {}, signal, memoryDeadlineMs));
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) return false;
    if (job.status === 'concluded') {
      await qmp.run('job-dismiss', { id }, signal);
      if (job.error === undefined) return true;
      throw new AppError('internal', `QEMU could not do ${command}: ${job.error.slice(0, 500)}`);
    }
    await delay(pollMs, undefined, { signal });
  }
}

/** Has QEMU do it with the disk, and with the memory, and waits for the end; one that is begun is not begun again. */
export async function runSnapshotJob(qmp: QmpClient, job: SnapshotJob, signal: AbortSignal): Promise<void> {
  if (await settleSnapshotJob(qmp, job, signal)) return;
  const { command, tag } = job;
  const ids = { 'job-id': idOf(command, tag), tag };
  await qmp.run(command, { ...ids, ...argumentsOf(job) }, signal, memoryDeadlineMs);
  if (await settleSnapshotJob(qmp, job, signal)) return;
  throw new AppError('internal', `QEMU lost its ${command}.`);
}
