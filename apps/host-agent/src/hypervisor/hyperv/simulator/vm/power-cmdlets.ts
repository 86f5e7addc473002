/** Start, stop, save, pause and their opposites. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import { makeAutomaticCheckpoint, mergeAutomaticCheckpoint } from '../checkpoint/automatic-checkpoint.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import type { Vm } from '../state/model.ts';
import { integrationServices } from '../state/new-records.ts';
import { targetVms } from './find-vms.ts';
import { prepareStart } from './prepare-start.ts';
import { requireState, transition } from './transition.ts';

/** One VM after the other, as the cmdlets do. */
const forEachVm =
  (work: (call: Call, vm: Vm) => Promise<void>) =>
  async (call: Call): Promise<readonly HypervObject[]> => {
    const vms = targetVms(call);
    for (const vm of vms) await work(call, vm);
    return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
  };

/** A VM that is in the wanted state already gets a warning, not an error. */
const isAlready = (vm: Vm, state: Vm['state']): boolean =>
  vm.state === state && vm.operationalStatus === 'Ok';

async function start(call: Call, vm: Vm): Promise<void> {
  if (isAlready(vm, 'Running')) return;
  if (vm.state === 'Paused') throw pausedError(vm);
  const isSaved = vm.state === 'Saved';
  await transition(call, vm, {
    from: ['Off', 'Saved'],
    during: 'Starting',
    to: 'Running',
    work: async () => {
      await prepareStart(call, vm);
      if (!isSaved) await makeAutomaticCheckpoint(call, vm);
      await (isSaved ? call.host.guests.thaw(vm) : call.host.guests.start(vm));
      vm.startedAt = call.host.now();
      vm.heartbeat = 'OkApplicationsUnknown';
    },
  });
}

const pausedError = (vm: Vm): HypervError =>
  new HypervError(
    'InvalidState',
    `The operation cannot be performed while the virtual machine is in its current state. (${vm.name} is paused; use Resume-VM)`,
  );

async function turnOff(call: Call, vm: Vm): Promise<void> {
  await transition(call, vm, {
    from: ['Running', 'Paused', 'Saved'],
    during: 'Stopping',
    to: 'Off',
    work: () => call.host.guests.cut(vm),
  });
  vm.startedAt = null;
}

/** Asks the guest through its Shutdown service. Without an answer: an error, or the power cut with `-Force`. */
async function shutDown(call: Call, vm: Vm): Promise<void> {
  await transition(call, vm, {
    from: ['Running'],
    during: 'Stopping',
    to: 'Off',
    work: async () => {
      const failure = await askGuest(call, vm);
      if (failure !== null && !call.args.is('Force')) throw failure;
      await call.host.guests.cut(vm);
      if (failure === null) await mergeAutomaticCheckpoint(call, vm);
    },
  });
  vm.startedAt = null;
}

/** Asks the guest by its Shutdown service. Whether it has agreed. */
export async function askToShutDown({ host }: Call, vm: Vm): Promise<boolean> {
  const canAsk = vm.configuration.integrationServices.includes(integrationServices.Shutdown ?? '');
  return canAsk && (await host.guests.askToShutDown(vm));
}

/** Why the guest did not shut down, or null when it did. */
async function askGuest(call: Call, vm: Vm): Promise<HypervError | null> {
  const { host, take } = call;
  if (!(await askToShutDown(call, vm))) {
    const message = `Failed to shut down virtual machine '${vm.name}'. The device is not ready. (0x80070015)`;
    return new HypervError('OperationFailed', message, hresults.deviceNotReady);
  }
  await take('Stop-VM:Shutdown');
  if (await host.guests.waitUntilOff(vm, host.shutdownGraceMs)) return null;
  return new HypervError('OperationTimeout', `Virtual machine '${vm.name}' did not shut down in time.`);
}

async function save(call: Call, vm: Vm): Promise<void> {
  if (isAlready(vm, 'Saved')) return;
  await transition(call, vm, {
    from: ['Running', 'Paused'],
    during: 'Saving',
    to: 'Saved',
    work: () => call.host.guests.freeze(vm),
  });
}

async function stop(call: Call, vm: Vm): Promise<void> {
  if (isAlready(vm, 'Off')) return;
  if (call.args.is('TurnOff')) return turnOff(call, vm);
  return call.args.is('Save') ? save(call, vm) : shutDown(call, vm);
}

async function restart(call: Call, vm: Vm): Promise<void> {
  await transition(call, vm, {
    from: ['Running', 'Paused'],
    during: 'Reset',
    to: 'Running',
    work: async () => {
      await call.host.guests.cut(vm);
      await call.host.guests.start(vm);
      vm.startedAt = call.host.now();
    },
  });
}

async function suspend(call: Call, vm: Vm): Promise<void> {
  if (isAlready(vm, 'Paused')) return;
  const work = (): Promise<void> => call.host.guests.freeze(vm);
  await transition(call, vm, { from: ['Running'], during: 'Pausing', to: 'Paused', work });
}

async function resume(call: Call, vm: Vm): Promise<void> {
  if (isAlready(vm, 'Running')) return;
  const work = (): Promise<void> => call.host.guests.thaw(vm);
  await transition(call, vm, { from: ['Paused'], during: 'Resuming', to: 'Running', work });
}

async function forgetSavedState(call: Call, vm: Vm): Promise<void> {
  requireState(vm, ['Saved']);
  await call.host.guests.cut(vm);
  await call.take();
  call.host.changed(vm, () => {
    vm.state = 'Off';
    vm.startedAt = null;
  });
}

export const powerCmdlets: CmdletTable = {
  'Start-VM': { run: forEachVm(start), needsPassthru: true },
  'Stop-VM': { run: forEachVm(stop), needsPassthru: true },
  'Restart-VM': { run: forEachVm(restart), needsPassthru: true },
  'Save-VM': { run: forEachVm(save), needsPassthru: true },
  'Suspend-VM': { run: forEachVm(suspend), needsPassthru: true },
  'Resume-VM': { run: forEachVm(resume), needsPassthru: true },
  'Remove-VMSavedState': {
    run: async (call) => {
      await forEachVm(forgetSavedState)(call);
      return [];
    },
  },
};
