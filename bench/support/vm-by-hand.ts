/**
 * A VM as a person would boot it without Busbar: the same disk, seed and tools discs and the same process
 * (the driver's own calls), then a dial of its channel until it answers. No job, journal, link or pages.
 */
import { randomUUID } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';
import { withAgent } from '@busbar/seed/templates/agent-bootcmd';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, GuestHello } from '@busbar/shared/protocol/channel';
import { channelVersion } from '@busbar/shared/protocol/version';
import { waitFor } from '@busbar/shared/testing/wait-for';
import type { HypervisorDriver } from '../../apps/host-agent/src/hypervisor/driver.ts';
import { seedByHand } from './bench-seed.ts';
import { promptOverChannel } from './first-prompt.ts';
import type { VmChoice } from './vm-choice.ts';

export type HandTools = {
  readonly driver: HypervisorDriver;
  readonly folder: string;
  /** The disc with the guest agent, where the image needs one. */
  readonly toolsDisc: string | null;
};

const bootDeadlineMs = 240_000;
const lookIntervalMs = 25;
const never = new AbortController().signal;

/** From nothing to a prompt. Resolves to the milliseconds it took, with the VM deleted again. */
export async function bootByHand(
  { driver, folder, toolsDisc }: HandTools,
  choice: VmChoice,
): Promise<number> {
  const vmId = randomUUID();
  const begin = performance.now();
  try {
    const seed = join(folder, `${vmId}.iso`);
    const documents = seedByHand(vmId, choice.name);
    const files = seedFiles(toolsDisc === null ? documents : withAgent(documents));
    await writeIsoFile(seed, planIso(files, { label: seedLabel, volumeTimestamp: new Date(0) }));
    const vm = {
      vmId,
      name: choice.name,
      image: choice.image,
      cpuCount: 1,
      memoryBytes: choice.memoryMb * 2 ** 20,
      diskBytes: choice.diskGb * 2 ** 30,
      network: 'none' as const,
    };
    await driver.createDisk(vm, () => undefined, never);
    await driver.createVm(vm, never);
    await driver.attachMedium(vmId, { role: 'seed', path: seed }, never);
    if (toolsDisc !== null) await driver.attachMedium(vmId, { role: 'tools', path: toolsDisc }, never);
    await driver.start(vmId, never);
    const session = await waitFor('the guest to answer', () => greet(driver, vmId), {
      deadlineMs: bootDeadlineMs,
      intervalMs: lookIntervalMs,
    });
    await promptOverChannel(session);
    const elapsedMs = performance.now() - begin;
    session.destroy();
    return elapsedMs;
  } finally {
    await driver.delete(vmId, never);
  }
}

async function greet(driver: HypervisorDriver, vmId: string): Promise<ClientHttp2Session> {
  const session = await connectHttp2(await driver.dialGuest(vmId, AbortSignal.timeout(bootDeadlineMs)));
  await requestJson(session, {
    path: channelPaths.hello,
    body: { version: channelVersion },
    output: GuestHello,
  });
  return session;
}
