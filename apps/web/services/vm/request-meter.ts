import type { VmMeterInput } from '@busbar/shared/jobs/vm-meter';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { requestAbilityJob } from './request-ability-job.ts';
import type { JobReference } from './request-power.ts';

/**
 * Queues a job that turns the metering of a VM on or off, or has it begin anew.
 *
 * @throws AppError `unsupported`, `precondition-failed`, `conflict`, `not-found`
 */
export const requestMeter = (
  deps: ServiceDeps,
  actor: Actor,
  input: VmMeterInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> =>
  requestAbilityJob(
    deps,
    actor,
    { kind: 'vm.meter', input },
    { ability: 'metering', refusal: 'what it uses cannot be metered', retryOfId },
  );
