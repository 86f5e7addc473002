import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Vm, VmState } from '../state/model.ts';

export function requireState(vm: Vm, allowed: readonly VmState[]): void {
  if (allowed.includes(vm.state) && vm.operationalStatus === 'Ok') return;
  throw new HypervError(
    'InvalidState',
    `The operation cannot be performed while the virtual machine is in its current state. (${vm.name}: ${vm.state}, ${vm.operationalStatus})`,
  );
}

export type Transition = {
  readonly from: readonly VmState[];
  readonly during: VmState;
  readonly to: VmState;
  /** What really happens, before the time that it takes is over. */
  readonly work?: () => Promise<void>;
};

/** Takes a VM from one state to another; what fails leaves it as it was. */
export async function transition(call: Call, vm: Vm, { from, during, to, work }: Transition): Promise<void> {
  requireState(vm, from);
  const before = vm.state;
  call.host.changed(vm, () => {
    vm.state = during;
  });
  try {
    await work?.();
    await call.take();
  } catch (error) {
    call.host.changed(vm, () => {
      vm.state = before;
    });
    throw error;
  }
  call.host.changed(vm, () => {
    vm.state = to;
  });
}

/** Marks a VM as being worked on: a second such operation is refused until the first is over. */
export async function during<T>(call: Call, vm: Vm, status: string, work: () => Promise<T>): Promise<T> {
  call.host.changed(vm, () => {
    vm.operationalStatus = status;
  });
  try {
    return await work();
  } finally {
    call.host.changed(vm, () => {
      vm.operationalStatus = 'Ok';
    });
  }
}
