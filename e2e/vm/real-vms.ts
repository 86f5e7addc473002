/** Small steps with real VMs through the whole product. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { JobView } from '@busbar/shared/realtime/views';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { knownAccelerator } from '../../apps/host-agent/src/hypervisor/testing/known-accelerator.ts';
import { measureBootFactor } from '../../apps/host-agent/src/images/boot-factor.ts';
import { recipe } from '../../apps/host-agent/src/images/recipe.ts';
import type { Api } from '../stack/api.ts';
import type { Stack } from '../stack/stack.ts';

/** 25 to 180 s were measured from the click to the end of cloud-init, on machines whose factor said 1 to 2. */
const jobMs = 240_000;

/** What a job with a boot in it may take on this machine. */
export async function measureJobDeadline(): Promise<number> {
  return Math.round(
    jobMs * Math.max(1, await measureBootFactor(await knownAccelerator(), AbortSignal.timeout(60_000))),
  );
}

export type RealVm = { readonly vmId: string; readonly jobId: string; readonly name: string };

/** Without a network: what Busbar exists for. */
export async function requestRealVm(
  api: Api,
  { name, template, variables = {} }: { name: string; template: string; variables?: Record<string, string> },
): Promise<RealVm> {
  const { items } = await api.template.list.query();
  const chosen = items.find(({ slug }) => slug === template);
  if (chosen === undefined) throw new Error(`No template ${template}.`);
  const { jobs } = await api.vm.provision.mutate({
    hostId: null,
    driver: 'qemu',
    image: recipe.name,
    templateId: chosen.id,
    name,
    cpuCount: 1,
    memoryMb: 512,
    diskGb: 3,
    network: 'none',
    variables,
    tags: [],
  });
  const [first] = jobs;
  if (first === undefined) throw new Error('Provisioning answered without a job.');
  return first;
}

export const untilJobEnded = (api: Api, jobId: string, deadlineMs: number): Promise<JobView> =>
  waitFor(
    `job ${jobId} to end`,
    async () => {
      const { job } = await api.job.get.query({ jobId });
      return isFinalJobState(job.state) ? job : null;
    },
    { deadlineMs, intervalMs: 250 },
  );

export async function untilSucceeded(api: Api, jobId: string, deadlineMs: number): Promise<JobView> {
  const job = await untilJobEnded(api, jobId, deadlineMs);
  if (job.state !== 'succeeded') throw new Error(`Job ${job.state}: ${job.error?.message}`);
  return job;
}

/** The VM's QEMU by its command line, whoever started it; null when there is none. */
export function qemuPid(vmId: string): number | null {
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && commandLine(name).includes(vmId));
  return pid === undefined ? null : Number(pid);
}

function commandLine(pid: string): readonly string[] {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return line[0]?.includes('qemu-system') ? line : [];
  } catch (error) {
    // It ended between the two looks.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Paths below the stack's folder that name the VM; the control plane's database does not count. */
export const filesOfVm = (stack: Stack, vmId: string): readonly string[] =>
  [stack.hostState, join(stack.folder, 'run')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.includes(vmId) && !path.includes('outbox') && !path.startsWith('jobs/'),
    ),
  );
