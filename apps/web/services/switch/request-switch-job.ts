import type { Host } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import { isJobKind, type JobKind, type jobCatalog } from '@busbar/shared/jobs/catalog';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requestHostJob } from '../job/request-host-job.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import type { JobReference } from '../vm/request-power.ts';

export type SwitchJobKind = Extract<JobKind, `switch.${string}`>;
export const isSwitchJobKind = (kind: string): kind is SwitchJobKind =>
  isJobKind(kind) && kind.startsWith('switch.');

/** One of them, with the input of its kind. */
export type SwitchJob = {
  readonly [Kind in SwitchJobKind]: {
    readonly kind: Kind;
    readonly input: z.output<(typeof jobCatalog)[Kind]['input']>;
  };
}[SwitchJobKind];

/**
 * Queues a job with the virtual switches of a host. Which there are, and which VMs are on them, only the host knows: the
 * job fails before it changes anything when a name is taken or a switch is in use.
 *
 * @throws AppError `unsupported` where no driver of the host has switches, `not-found`
 */
export function requestSwitchJob(
  deps: ServiceDeps,
  actor: Actor,
  { kind, input }: SwitchJob,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  const { hostId, ...document } = input;
  return requestHostJob(deps, actor, {
    ...{ kind, hostId, name: input.name, document, details: document, retryOfId },
    check: refuseWithoutSwitches,
  });
}

/** By what the host has last told. */
function refuseWithoutSwitches({ name, drivers }: Host): void {
  const isAble = readJson<DriverFacts[]>(drivers).some(({ abilities }) => abilities.includes('switches'));
  if (!isAble) throw new AppError('unsupported', `No driver of ${name} has virtual switches.`);
}
