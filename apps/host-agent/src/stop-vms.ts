import { toAppError } from '@busbar/shared/errors/app-error';
import { shutDown } from './jobs/handlers/shut-down.ts';
import type { Log } from './log.ts';
import type { Fleet } from './vms/fleet.ts';

export type StopMode = 'shutdown-vms' | 'power-off-vms' | 'leave-vms';

export type StopVms = {
  readonly fleet: Fleet;
  readonly log: Log;
  /** Aborted by the second wish: cut the power now. */
  readonly powerOffNow: AbortSignal;
  readonly onRemaining: (count: number) => void;
};

/** What guests may take altogether; then their power is cut, since whoever waits for us waits no longer. */
const patienceMs = 90_000;
const powerOffMs = 20_000;

/** Shuts every running VM down, or powers it off. Never rejects: what stays on is said and left. */
export async function stopVms(deps: StopVms): Promise<void> {
  const vms = (await deps.fleet.observeAll()).filter(
    ({ power }) => power !== 'stopped' && power !== 'crashed',
  );
  const remaining = new Set(vms.flatMap(({ vmId }) => (vmId === null ? [] : [vmId])));
  deps.onRemaining(remaining.size);
  await Promise.all(
    [...remaining].map(async (vmId) => {
      await stopVm(vmId, deps);
      remaining.delete(vmId);
      deps.onRemaining(remaining.size);
    }),
  );
}

async function stopVm(vmId: string, { fleet, log, powerOffNow }: StopVms): Promise<void> {
  try {
    const say = (text: string): void => log.info({ vmId }, text);
    await shutDown({ fleet, vmId, deadlineMs: patienceMs, log: say, signal: powerOffNow });
    return;
  } catch (thrown) {
    log.warn(
      { vmId, reason: toAppError(thrown).message },
      'cutting the power of a VM that did not shut down',
    );
  }
  try {
    const signal = AbortSignal.timeout(powerOffMs);
    await (await fleet.driverOf(vmId, signal)).powerOff(vmId, signal);
  } catch (thrown) {
    log.error({ vmId, err: thrown }, 'a VM could not be powered off');
  }
}
