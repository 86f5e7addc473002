import { dialectOf } from '@busbar/seed/dialect';
import { reportHardware, type VmAdapter, withMacs } from '@busbar/shared/domain/hardware';
import { Id } from '@busbar/shared/domain/ids';
import { VmName } from '@busbar/shared/domain/names';
import { AppError } from '@busbar/shared/errors/app-error';
import { type VmProvisionDocument, VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import { type HostView, JobView } from '@busbar/shared/realtime/views';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { listHosts } from '../host/list-hosts.ts';
import { ensureReplication } from '../image/insert-replication.ts';
import { announceJob } from '../job/insert-job.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Rendering, renderForVm, splitSecrets, withNetworkConfig } from '../template/rendering.ts';
import { readJobView } from '../views/job.ts';
import type { TemplateView } from '../views/template.ts';
import { chooseHost, refusalOfHost } from './choose-host.ts';
import { inBytes } from './dynamic-memory.ts';
import { insertVm, type NewVm } from './insert-vm.ts';
import { findRepeated, refuseForeignId } from './repeated-provision.ts';

export const RequestProvisionInput = VmProvisionInput.extend({
  /** More than one makes `name-1` … `name-n`, all or none. */
  count: z.number().int().min(1).max(50).default(1),
  /**
   * The id that the job is to have, chosen by the caller (UUID version 7 of the present, one VM only): a request whose
   * answer was lost can be sent again, and makes nothing twice.
   */
  jobId: Id.optional(),
}).superRefine(reportHardware);
export type RequestProvisionInput = z.infer<typeof RequestProvisionInput>;
export const RequestProvisionResult = z.object({
  /** `job` is the job as it was stored, so that a page can show it without asking again. */
  jobs: z.array(z.object({ jobId: z.string(), vmId: z.string(), name: z.string(), job: JobView })),
});

const mebibyte = 1024 * 1024;

/**
 * As `makeVms`; what the same person has asked for before under the same `jobId` is answered again.
 *
 * @throws AppError as `makeVms` does; `conflict` when the id is that of another job
 */
export async function requestProvision(
  deps: ServiceDeps,
  actor: Actor,
  input: RequestProvisionInput,
): Promise<z.infer<typeof RequestProvisionResult>> {
  await authorize(deps, actor, 'vm.provision', { type: 'vm', name: input.name });
  try {
    refuseForeignId(deps, input);
    return await makeVms(deps, actor, input);
  } catch (error) {
    const before = await findRepeated(deps, actor, input);
    if (before === null) throw error;
    return { jobs: [await withView(deps, before)] };
  }
}

/**
 * Checks everything that can be known before a host is asked, then writes the VMs and their jobs at once.
 *
 * @throws AppError `invalid-input` when the template does not render or lint finds an error,
 *   `precondition-failed` when no host can take it, `already-exists`, `not-found`; nothing is written then.
 */
async function makeVms(
  deps: ServiceDeps,
  actor: Actor,
  input: RequestProvisionInput,
): Promise<z.infer<typeof RequestProvisionResult>> {
  const [template, { items: hosts }] = await Promise.all([
    readTemplate(deps.db.read, input.templateId),
    listHosts(deps, actor),
  ]);
  const promisedMb = new Map<string, number>();
  const vms = namesOf(input).map((name) => {
    const host = pickHost(hosts, input, promisedMb);
    promisedMb.set(host.id, (promisedMb.get(host.id) ?? 0) + input.memoryMb);
    return planVm(deps.newId(), { name, input, template, host, hosts });
  });
  if (input.copyImage === true) await authorize(deps, actor, 'image.write', { type: 'vm', name: input.name });
  const jobs = await deps.db.write(async (transaction) => {
    const made = [];
    for (const vm of vms) {
      const wanted = { hostId: vm.hostId, driver: input.driver, image: input.image };
      const afterId =
        input.copyImage === true ? await ensureReplication(deps, transaction, actor, wanted) : null;
      made.push({ afterId, ...(await insertVm(deps, transaction, actor, { ...vm, afterId })) });
    }
    return made;
  });
  const copies = new Set(jobs.flatMap(({ afterId }) => afterId ?? []));
  await Promise.all([
    ...jobs.map(({ jobId, vmId }) => announceJob(deps, jobId, vmId)),
    ...[...copies].map((jobId) => announceJob(deps, jobId, null)),
  ]);
  return { jobs: await Promise.all(jobs.map(({ afterId: _inView, ...made }) => withView(deps, made))) };
}

async function withView<Made extends { readonly jobId: string }>(deps: ServiceDeps, made: Made) {
  const job = await readJobView(deps.db.read, made.jobId);
  if (job === null) throw notFound('job', made.jobId);
  return { ...made, job };
}

function namesOf({ name, count }: RequestProvisionInput): string[] {
  if (count === 1) return [name];
  const names = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  const tooLong = names.find((candidate) => !VmName.safeParse(candidate).success);
  if (tooLong === undefined) return names;
  throw new AppError('invalid-input', `name: ${tooLong} is too long for a VM name (63 characters).`);
}

function pickHost(
  hosts: readonly HostView[],
  input: RequestProvisionInput,
  promisedMb: ReadonlyMap<string, number>,
): HostView {
  if (input.hostId === null) return chooseHost(hosts, input, promisedMb);
  const host = hosts.find(({ id }) => id === input.hostId);
  if (host === undefined) throw notFound('host', input.hostId);
  const refusal = refusalOfHost(host, input.copyImage === true ? { ...input, image: null } : input);
  if (refusal !== null) {
    throw new AppError('precondition-failed', refusal, {
      userMessage: `${refusal} Nothing was made. Choose another host, image or size.`,
      details: { hostId: host.id },
    });
  }
  return host;
}

type Plan = {
  readonly name: string;
  readonly input: RequestProvisionInput;
  readonly template: TemplateView;
  readonly host: HostView;
  /** What an image says of itself is known where it is. */
  readonly hosts: readonly HostView[];
};

function planVm(vmId: string, { name, input, template, host, hosts }: Plan): NewVm {
  const { variables: declared } = template;
  const adapters = withMacs(vmId, input.adapters ?? []);
  const documents = withNetworkConfig(template.documents, adapters);
  const vm = { id: vmId, name, cpuCount: input.cpuCount, memoryMb: input.memoryMb };
  const image = [host, ...hosts]
    .flatMap(({ images }) => images)
    .find((one) => one.name === input.image && one.driver === input.driver);
  const dialect = dialectOf(image?.os ?? '');
  const rendering = renderForVm({ documents, declared, vm, values: input.variables, dialect });
  refuseUnusable(rendering);
  const { open, secret } = splitSecrets(rendering.values, declared);
  return {
    hostId: host.id,
    secrets: secret,
    intended: rendering.masked,
    template: { id: template.id, title: template.title, version: template.version },
    tags: input.tags,
    ...(input.jobId === undefined ? {} : { jobId: input.jobId }),
    keepOnFailure: input.onFailure === 'keep',
    document: {
      vmId,
      name,
      driver: input.driver,
      image: input.image,
      cpuCount: input.cpuCount,
      memoryBytes: input.memoryMb * mebibyte,
      diskBytes: input.diskGb * 1024 * mebibyte,
      // Adapters of its own are a network, also to whoever knows nothing of them.
      network: adapters.length > 0 ? 'user' : input.network,
      ...hardwareOf(input, adapters),
      template: documents,
      variables: open,
      declared,
    },
  };
}

/** Nothing of it is written where nothing of it was asked for, so that an older host gets what it has always got. */
function hardwareOf(
  { dynamicMemory, tpm }: RequestProvisionInput,
  adapters: readonly VmAdapter[],
): Pick<VmProvisionDocument, 'dynamicMemory' | 'adapters' | 'tpm'> {
  return {
    ...(dynamicMemory == null ? {} : { dynamicMemory: inBytes(dynamicMemory) }),
    ...(adapters.length === 0
      ? {}
      : { adapters: adapters.map(({ addressing: _inSeed, ...hardware }) => hardware) }),
    ...(tpm === true ? { tpm } : {}),
  };
}

/** Errors stop it; warnings were shown on the page and are the person's to judge. */
function refuseUnusable({ problems, findings }: Rendering): void {
  const errors = [...problems, ...findings.filter((finding) => finding.severity === 'error')];
  const first = errors[0];
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const isTooLarge = errors.some((error) => error.code === 'too-large');
  throw new AppError(
    isTooLarge ? 'too-large' : 'invalid-input',
    `The template cannot be used: ${first.message}${more}`,
    {
      userMessage: `The template cannot be used. ${first.message}${more} Nothing was made.`,
      details: { problems: errors.slice(0, 50) },
    },
  );
}
