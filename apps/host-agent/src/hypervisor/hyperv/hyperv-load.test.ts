/** How much is asked of Hyper-V at once. By counting: how long it takes is measured by `npm run bench -- hyperv`. */
import { join } from 'node:path';
import type { HostEvent, JobDocument } from '@busbar/shared/protocol/link';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchJobIdOf, openAgentBench, provisionJob } from '../../testing/job-bench.ts';
import { cloudInitDone, startProtocolGuest } from '../../testing/protocol-guest.ts';
import { dialSocket } from '../process/dial-socket.ts';
import { fillHyperv } from '../testing/fill-hyperv.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmIdOf } from '../testing/vm-specification.ts';
import type { CmdletCall, HypervHost } from './hyperv-host.ts';

const signal = new AbortController().signal;
const deadlineMs = 120_000;
let fixture: HypervFixture;
beforeEach(async () => {
  fixture = await makeHypervFixture('none');
});
afterEach(() => fixture.remove());

/** Hyper-V, and what it was asked. */
function counted(): { readonly host: HypervHost; readonly asked: CmdletCall[] } {
  const inner = fixture.makeHost();
  const asked: CmdletCall[] = [];
  const host: HypervHost = {
    query: (call, asking) => {
      asked.push(call);
      return inner.query(call, asking);
    },
    work: (call, options) => {
      asked.push(call);
      return inner.work(call, options);
    },
    watch: (onEvent, watching) => inner.watch(onEvent, watching),
    close: () => inner.close(),
  };
  return { host, asked };
}

test('two hundred VMs are listed in one round trip', async () => {
  const count = 200;
  await fillHyperv(fixture.host, fixture.vmsFolder, count);
  const { host, asked } = counted();
  const driver = fixture.makeDriver({ host });
  try {
    expect(await driver.list(signal)).toHaveLength(count);
    expect(asked.map(({ cmdlet }) => cmdlet)).toEqual(['Get-BusbarVMSummary']);
    // Also for many who ask at once, and for one VM.
    await Promise.all([driver.list(signal), driver.list(signal), driver.find(vmIdOf(7), signal)]);
    expect(asked).toHaveLength(2);
  } finally {
    await driver.close();
  }
}, 60_000);

const provision = (number: number): JobDocument => {
  const vm = { vmId: vmIdOf(number), name: `load-${number}`, driver: 'hyperv', image: fixture.image };
  const job = provisionJob({ jobId: benchJobIdOf(number), vmId: vm.vmId });
  return { ...job, document: { ...(job.document as object), ...vm } };
};

/** The most jobs that were under way at the same time, by what was reported of them. */
function mostAtOnce(events: readonly HostEvent[]): number {
  const running = new Set<string>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'step-changed') running.add(event.jobId);
    if (event.type === 'job-ended') running.delete(event.jobId);
    most = Math.max(most, running.size);
  }
  return most;
}

test(
  'of fifty VMs that are to be provisioned, as many at once as the host may, and never more',
  async () => {
    const [count, jobLimit] = [50, 3];
    const socketPath = join(fixture.vmsFolder, '..', 'guest.sock');
    const guest = await startProtocolGuest({
      socketPath,
      hostname: 'any',
      bootId: 'b',
      cloudInit: () => cloudInitDone('i'),
      onKeepIdentity: () => undefined,
      onPower: () => undefined,
    });
    const driver = fixture.makeDriver({ dial: (_, dialling) => dialSocket(socketPath, dialling) });
    const bench = await openAgentBench({ folder: join(fixture.vmsFolder, '..', 'agent'), jobLimit }, driver);
    try {
      const jobs = Array.from({ length: count }, (_, index) => provision(index + 1));
      for (const job of jobs) await bench.runner.accept(job);
      for (const { jobId } of jobs) {
        expect(await bench.untilEnded(jobId, deadlineMs)).toMatchObject({ outcome: 'succeeded' });
      }
      expect(mostAtOnce(await bench.outbox.read(0))).toBe(jobLimit);
    } finally {
      await bench.close();
      await guest.close();
    }
  },
  deadlineMs,
);
