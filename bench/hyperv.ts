/**
 * A Hyper-V host with 200 VMs on which 50 more are provisioned, on the simulator with latencies as on Windows: how soon a
 * list of all VMs is there, when nothing happens and meanwhile. The simulator is a process of its own, as Hyper-V is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { dialSimulatedSerial } from '../apps/host-agent/src/hypervisor/hyperv/dial-serial.ts';
import { HypervDriver } from '../apps/host-agent/src/hypervisor/hyperv/hyperv-driver.ts';
import { standInCommand } from '../apps/host-agent/src/hypervisor/hyperv/powershell/host-command.ts';
import { PowerShellHost } from '../apps/host-agent/src/hypervisor/hyperv/powershell/powershell-host.ts';
import { dialSocket } from '../apps/host-agent/src/hypervisor/process/dial-socket.ts';
import { fillHyperv } from '../apps/host-agent/src/hypervisor/testing/fill-hyperv.ts';
import {
  makeSimulatedImage,
  simulatedImage,
} from '../apps/host-agent/src/hypervisor/testing/simulated-image.ts';
import { vmIdOf } from '../apps/host-agent/src/hypervisor/testing/vm-specification.ts';
import { benchJobIdOf, openAgentBench, provisionJob } from '../apps/host-agent/src/testing/job-bench.ts';
import { cloudInitDone, startProtocolGuest } from '../apps/host-agent/src/testing/protocol-guest.ts';
import { type BenchRow, limited } from './support/bench-row.ts';
import { inFolder } from './support/in-folder.ts';
import { percentile } from './support/statistics.ts';

const vmsThere = 200;
const vmsToMake = 50;
const quietLists = 100;
const deadlineMs = 600_000;
/** Somebody looks again as soon as a page would. */
const betweenListsMs = 50;
const atMost = { atMost: 100, unit: 'ms' };

export const runHypervBench = (): Promise<BenchRow[]> =>
  inFolder(async (folder) => {
    const images = join(folder, 'images');
    await withSimulator(folder, 'none', async (host) => {
      await makeSimulatedImage(host, images);
      await mkdir(join(folder, 'others'));
      await fillHyperv(host, join(folder, 'others'), vmsThere);
    });
    return withSimulator(folder, 'realistic', (host) => measure(folder, images, host));
  });

async function measure(folder: string, imagesFolder: string, host: PowerShellHost): Promise<BenchRow[]> {
  const socketPath = join(folder, 'guest.sock');
  const guest = await startProtocolGuest({
    socketPath,
    hostname: 'any',
    bootId: 'b',
    cloudInit: () => cloudInitDone('i'),
    onKeepIdentity: () => undefined,
    onPower: () => undefined,
  });
  // All of the guests are the same one: what is measured is the host.
  const dial = (_: string, signal: AbortSignal) => dialSocket(socketPath, signal);
  const dialSerial = dialSimulatedSerial(folder);
  const driver = new HypervDriver({ host, dial, dialSerial, folder, imagesFolder });
  const bench = await openAgentBench({ folder: join(folder, 'agent') }, driver);
  try {
    const quiet = await listAgainAndAgain(driver, (times) => times.length >= quietLists);
    const startedAt = performance.now();
    let isDone = false;
    const jobs = Array.from({ length: vmsToMake }, (_, index) => provision(vmsThere + index + 1));
    for (const job of jobs) await bench.runner.accept(job);
    const made = Promise.all(jobs.map(({ jobId }) => bench.untilEnded(jobId, deadlineMs)));
    const [busy, ends] = await Promise.all([
      listAgainAndAgain(driver, () => isDone),
      made.finally(() => {
        isDone = true;
      }),
    ]);
    const failed = ends.filter(({ outcome }) => outcome !== 'succeeded');
    if (failed.length > 0)
      throw new Error(`${failed.length} VMs were not made: ${failed[0]?.error?.message}`);
    const seconds = (performance.now() - startedAt) / 1000;
    return [
      limited(`list of ${vmsThere} VMs, p95`, percentile(quiet, 0.95), atMost),
      limited(`the same while ${vmsToMake} are provisioned, p95`, percentile(busy, 0.95), atMost),
      { name: `${vmsToMake} VMs provisioned`, value: seconds, unit: 's' },
    ];
  } finally {
    await bench.close();
    await guest.close();
  }
}

const provision = (number: number): JobDocument => {
  const vm = { vmId: vmIdOf(number), name: `new-${number}`, driver: 'hyperv', image: simulatedImage };
  const job = provisionJob({ jobId: benchJobIdOf(number), vmId: vm.vmId, timeoutMs: deadlineMs });
  return { ...job, document: { ...(job.document as object), ...vm } };
};

async function listAgainAndAgain(
  driver: HypervDriver,
  isEnough: (times: readonly number[]) => boolean,
): Promise<readonly number[]> {
  const times: number[] = [];
  while (!isEnough(times)) {
    const startedAt = performance.now();
    const vms = await driver.list(AbortSignal.timeout(60_000));
    times.push(performance.now() - startedAt);
    if (vms.length < vmsThere) throw new Error(`Only ${vms.length} of ${vmsThere} VMs are listed.`);
    await delay(betweenListsMs);
  }
  return times;
}

const simulatorFile = (name: string): string =>
  fileURLToPath(new URL(`../apps/host-agent/src/hypervisor/hyperv/simulator/${name}`, import.meta.url));

async function withSimulator<T>(
  folder: string,
  latency: 'none' | 'realistic',
  work: (host: PowerShellHost) => Promise<T>,
): Promise<T> {
  const socket = join(folder, 's');
  const args = ['--listen', socket, '--state', join(folder, 'state'), '--latency', latency];
  const simulator = spawn(process.execPath, [simulatorFile('main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(simulator, 'exit');
  await once(createInterface(simulator.stdout), 'line');
  const standIn = [process.execPath, simulatorFile('stand-in.ts'), '--socket', socket, '--host', 'h1'];
  const host = new PowerShellHost({ command: standInCommand(standIn) });
  try {
    return await work(host);
  } finally {
    await host.close();
    simulator.kill('SIGTERM');
    await ended;
  }
}
