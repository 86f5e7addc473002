/** Resident memory of the three programs, 30 s after a VM has become ready and nobody has asked for anything. */
import { setTimeout as delay } from 'node:timers/promises';
import { type BenchRow, limited } from './support/bench-row.ts';
import { saveBenchTemplate } from './support/bench-seed.ts';
import { listDescendants } from './support/processes.ts';
import { requestVm, untilSucceeded } from './support/provisioning.ts';
import { watchJobs } from './support/watch-jobs.ts';
import { withStack } from './support/with-stack.ts';

const idleMs = 30_000;

const programs = [
  { name: 'control plane', commandLine: /apps\/web\/server\.ts/, atMostMib: 350 },
  { name: 'host agent', commandLine: /apps\/host-agent\/src\/main\.ts run/, atMostMib: 120 },
  { name: 'guest agent', commandLine: /^\S*busbar-guest serve/, atMostMib: 80 },
] as const;

export const runMemoryBench = (): Promise<BenchRow[]> =>
  withStack(async (running) => {
    const { api } = running;
    const watch = await watchJobs(running);
    const kind = { driver: 'sandbox', image: 'sandbox-default', memoryMb: 256, diskGb: 1 } as const;
    const vm = await requestVm(api, await saveBenchTemplate(api), { ...kind, name: 'idle' });
    await untilSucceeded(watch, vm.jobId);
    watch.close();
    await delay(idleMs);
    const processes = await listDescendants();
    return programs.map(({ name, commandLine, atMostMib }) => {
      const found = processes.find((process) => commandLine.test(process.commandLine));
      if (found === undefined) throw new Error(`The ${name} is not among the running processes.`);
      return limited(`idle memory of the ${name}`, found.rssBytes / 2 ** 20, {
        atMost: atMostMib,
        unit: 'MiB',
      });
    });
  });
