import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { Fleet } from '../../vms/fleet.ts';
import { askGuestPower } from './ask-guest-power.ts';

export type ShutDown = {
  readonly fleet: Fleet;
  readonly vmId: string;
  /** What the guest may take to be off. */
  readonly deadlineMs: number;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
};

/**
 * Has the guest shut down: by its agent, else by the hypervisor's power button, and waits until it is off.
 * A VM that is off already is left alone.
 *
 * @throws `deadline-exceeded` when it is still on then; `guest-unreachable` when nobody can be asked.
 */
export async function shutDown({ fleet, vmId, deadlineMs, log, signal }: ShutDown): Promise<void> {
  const driver = await fleet.driverOf(vmId, signal);
  const isOff = (vm: { readonly power: string } | null): boolean =>
    vm === null || vm.power === 'stopped' || vm.power === 'crashed';
  if (isOff(await driver.find(vmId, signal))) return;
  const refusal = await askGuestPower(fleet, vmId, 'shutdown', signal);
  if (refusal !== null) {
    log(`The guest agent could not be asked (${refusal}); pressing the power button.`);
    await driver.requestShutdown(vmId, signal).catch((cause: unknown) => {
      if (toAppError(cause).code !== 'unsupported') throw cause;
      throw new AppError('guest-unreachable', 'The guest cannot be asked to shut down.', {
        cause,
        userMessage:
          'The guest agent does not answer and this hypervisor has no power button. Power the VM off instead.',
      });
    });
  }
  const late = AbortSignal.timeout(deadlineMs);
  try {
    await fleet.waitUntil(vmId, isOff, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    const seconds = Math.round(deadlineMs / 1000);
    throw new AppError(
      'deadline-exceeded',
      `The VM was asked to shut down and is still on after ${seconds} s.`,
      {
        userMessage: `The VM did not shut down within ${seconds} s. It was left running; power it off if it hangs.`,
      },
    );
  }
}
