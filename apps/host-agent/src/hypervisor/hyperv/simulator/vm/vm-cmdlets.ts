/** VMs as such: told, made, changed, renamed, removed. */
import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { mergeAllSnapshots } from '../checkpoint/checkpoint-changes.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { latestVersion } from '../state/new-records.ts';
import { checkName } from './check-name.ts';
import { targetVms } from './find-vms.ts';
import { runNewVm } from './new-vm.ts';
import { runSetVm } from './set-vm.ts';
import { during, requireState } from './transition.ts';

async function getVm(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  const id = call.args.text('Id');
  const vms = id === undefined ? targetVms(call) : [call.host.needVm(id)];
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

async function renameVm(call: Call): Promise<readonly HypervObject[]> {
  const name = call.args.needText('NewName');
  checkName(name);
  const vms = targetVms(call);
  await call.take();
  for (const vm of vms) {
    // Duplicate names are allowed, and its folder keeps its name.
    call.host.changed(vm, () => {
      vm.name = name;
    });
  }
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

/** Takes its configuration and checkpoints away; its disks stay where they are. */
async function removeVm(call: Call): Promise<readonly HypervObject[]> {
  const vms = targetVms(call);
  for (const vm of vms) {
    requireState(vm, ['Off', 'Saved']);
    await during(call, vm, 'InService', async () => {
      await call.take();
      await mergeAllSnapshots(call, vm);
      await call.host.guests.remove(vm);
      await call.host.removeVm(vm);
    });
  }
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

async function updateVersion(call: Call): Promise<readonly HypervObject[]> {
  const vms = targetVms(call);
  for (const vm of vms) {
    requireState(vm, ['Off']);
    await call.take();
    call.host.changed(vm, () => {
      vm.version = latestVersion;
    });
  }
  return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
}

export const vmCmdlets: CmdletTable = {
  'Get-VM': { run: getVm },
  'New-VM': { run: runNewVm },
  'Set-VM': { run: runSetVm, needsPassthru: true },
  'Rename-VM': { run: renameVm, needsPassthru: true },
  'Remove-VM': { run: removeVm, needsPassthru: true },
  'Update-VMVersion': { run: updateVersion, needsPassthru: true },
};
