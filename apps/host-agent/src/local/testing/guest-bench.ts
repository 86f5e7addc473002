/** A bench with one VM that runs: a sandbox with the real guest agent. */
import { LocalCall } from '@busbar/shared/local/local-call';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LocalBench } from './local-bench.ts';
import { openSandboxBench } from './sandbox-bench.ts';

export const guestName = 'inside';
/** A program that is started meanwhile takes what the machine gives it. */
export const patient = { deadlineMs: 60_000 };

export type GuestBench = {
  readonly bench: LocalBench;
  /** Of the VM. */
  readonly id: string;
  readonly openExec: (parameters: object) => Promise<LocalCall>;
};

/** One for all tests of the file that calls this. */
export function guestBench(): GuestBench {
  let bench: LocalBench;
  let id: string;
  beforeAll(async () => {
    bench = await openSandboxBench();
    await bench.data('provision', { template: 'minimal', vm_name: guestName });
    const begun = await waitFor('the job', async () =>
      (await bench.outbox.read(0)).find(({ type }) => type === 'job-begun'),
    );
    if (begun.type !== 'job-begun') throw new Error('no job');
    expect(await bench.untilEnded(begun.jobId)).toMatchObject({ outcome: 'succeeded' });
    id = begun.job.vmId ?? '';
  }, 180_000);
  afterAll(() => bench.close());
  return {
    get bench() {
      return bench;
    },
    get id() {
      return id;
    },
    openExec: (parameters) => {
      const asked = { action: 'exec', id, stream: true, ...parameters };
      return LocalCall.open(bench.path, { command: 'vm', parameters: asked });
    },
  };
}
