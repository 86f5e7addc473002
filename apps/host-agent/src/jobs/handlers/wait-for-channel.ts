import { AppError } from '@busbar/shared/errors/app-error';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import type { JobServices } from './services.ts';

export const channelDeadlineMs = 120_000;
/** A Windows image sets itself up at its first boot, with restarts, before cloudbase-init begins: ten minutes are usual. */
export const windowsChannelDeadlineMs = 1_200_000;

export type ChannelWait = {
  readonly services: JobServices;
  readonly driver: HypervisorDriver;
  readonly vmId: string;
  readonly signal: AbortSignal;
  /** A boot that does not count: the one before a reboot. Between the two the VM may be off for a moment. */
  readonly notBootId?: string;
  /** Default: `channelDeadlineMs`. A driver that is slow scales it. */
  readonly deadlineMs?: number;
};

/**
 * Waits until the guest agent answers over the channel.
 *
 * @throws `guest-unreachable` when it does not in time, or when the VM stops running meanwhile.
 */
export async function waitForChannel(wait: ChannelWait): Promise<ObservedVm> {
  const { services, driver, vmId, notBootId } = wait;
  const deadlineMs = services.scaledMs(driver, wait.deadlineMs ?? channelDeadlineMs);
  const late = AbortSignal.timeout(deadlineMs);
  await services.fleet.refresh(vmId);
  const fits = (vm: ObservedVm | null): boolean => {
    if (notBootId === undefined) refuseStopped(vm);
    return vm?.channel === 'up' && vm.hello !== null && vm.hello.bootId !== notBootId;
  };
  try {
    const vm = await services.fleet.waitUntil(vmId, fits, AbortSignal.any([wait.signal, late]));
    if (vm === null) throw gone();
    return vm;
  } catch (error) {
    if (!late.aborted || wait.signal.aborted) throw error;
    const seconds = Math.round(deadlineMs / 1000);
    throw new AppError('guest-unreachable', `The guest agent did not answer within ${seconds} s.`, {
      cause: error,
      userMessage: `The VM runs, but its guest agent did not answer over the channel within ${seconds} s. Look at the VM’s console.`,
    });
  }
}

/** @throws `guest-unreachable` when nothing can come any more. */
export function refuseStopped(vm: ObservedVm | null): void {
  if (vm === null) throw gone();
  if (vm.power === 'stopped' || vm.power === 'crashed') {
    throw new AppError('guest-unreachable', `The VM is ${vm.power}; it should be running.`, {
      retryable: false,
    });
  }
}

const gone = (): AppError => new AppError('not-found', 'The VM no longer exists.');
