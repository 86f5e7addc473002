/** From "Provision" to a prompt in the VM, against booting the same VM by hand. */
import { join } from 'node:path';
import { createDrivers } from '../apps/host-agent/src/hypervisor/create-drivers.ts';
import { ToolsDisc } from '../apps/host-agent/src/tools/tools-disc.ts';
import { type BenchRow, compared, Unmeasurable } from './support/bench-row.ts';
import { saveBenchTemplate } from './support/bench-seed.ts';
import { promptOverGateway } from './support/first-prompt.ts';
import { guestExecutable } from './support/guest-executable.ts';
import { inFolder } from './support/in-folder.ts';
import { measureInTurn } from './support/measure-in-turn.ts';
import { deleteVm, requestVm, untilReachable, untilSucceeded } from './support/provisioning.ts';
import { bootByHand, type HandTools } from './support/vm-by-hand.ts';
import type { VmChoice } from './support/vm-choice.ts';
import { type JobWatch, watchJobs } from './support/watch-jobs.ts';
import { type RunningStack, withStack } from './support/with-stack.ts';

export const runSandboxShellBench = (): Promise<BenchRow[]> =>
  compareBoots({ driver: 'sandbox', image: 'sandbox-default', memoryMb: 256, diskGb: 1 }, 7);

/** Boots are long here, and their medians settle early. */
export const runQemuShellBench = (): Promise<BenchRow[]> =>
  compareBoots({ driver: 'qemu', image: 'debian-12', memoryMb: 512, diskGb: 4 }, 3);

type Kind = Omit<VmChoice, 'name'>;
type Watched = RunningStack & { readonly watch: JobWatch };

const compareBoots = (kind: Kind, rounds: number): Promise<BenchRow[]> =>
  inFolder((folder) =>
    withStack(async (running) => {
      const hand = await handTools(folder, kind);
      const watch = await watchJobs(running);
      const templateId = await saveBenchTemplate(running.api);
      let count = 0;
      const times = await measureInTurn(
        {
          busbar: () => provision({ ...running, watch }, templateId, { ...kind, name: `bench-${++count}` }),
          byHand: () => bootByHand(hand, { ...kind, name: `bench-${++count}` }),
        },
        rounds,
      );
      watch.close();
      await hand.driver.close();
      return [
        compared({
          name: `Provision to a prompt on ${kind.driver}`,
          unit: 'ms',
          ours: times.busbar,
          peer: { name: 'by hand', value: times.byHand },
          target: { atMost: 1.1 },
        }),
      ];
    }),
  );

async function handTools(folder: string, { driver: name, image }: Kind): Promise<HandTools> {
  const executable = await guestExecutable();
  const imagesFolder = process.env.BUSBAR_IMAGES;
  const drivers = await createDrivers({
    stateFolder: join(folder, 'state'),
    runtimeFolder: join(folder, 'run'),
    guestExecutable: executable,
    ...(imagesFolder === undefined ? {} : { imagesFolder }),
  });
  const driver = drivers.find((candidate) => candidate.name === name);
  if (driver === undefined) throw new Unmeasurable(`this machine has no ${name}`);
  const signal = new AbortController().signal;
  const facts = await driver.facts(signal);
  const found = (await driver.images(signal)).find((candidate) => candidate.name === image);
  if (!facts.isReady || found === undefined) {
    throw new Unmeasurable(
      facts.remedy ?? `there is no image ${image}: npm run image, and BUSBAR_IMAGES names its folder`,
    );
  }
  if (!found.hasCloudInit) return { driver, folder, toolsDisc: null };
  const tools = new ToolsDisc({
    folder: join(folder, 'tools'),
    guestExecutable: executable,
    platform: 'linux-x64',
  });
  return { driver, folder, toolsDisc: await tools.path(signal) };
}

/** The job goes on after the prompt; the next round begins when it and the VM are gone. */
async function provision(running: Watched, templateId: string, choice: VmChoice): Promise<number> {
  const { api, watch } = running;
  const begin = performance.now();
  const vm = await requestVm(api, templateId, choice);
  await untilReachable(watch, vm.jobId);
  await promptOverGateway(running, watch, vm.vmId);
  const elapsedMs = performance.now() - begin;
  await untilSucceeded(watch, vm.jobId);
  await deleteVm(api, watch, vm);
  return elapsedMs;
}
