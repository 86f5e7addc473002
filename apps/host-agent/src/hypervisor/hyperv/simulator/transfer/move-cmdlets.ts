import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import { joinPath, pathProblem } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import { targetVms } from '../vm/find-vms.ts';
import { during, requireState } from '../vm/transition.ts';
import { copyDisks, dropFormer } from './move-disks.ts';
import { compareWithHost, moveToHost } from './move-to-host.ts';

async function moveStorage(call: Call, vm: Vm): Promise<void> {
  const { args, host } = call;
  if (args.has('Vhds')) throw new HypervError('NotSupported', '-Vhds is not simulated.');
  requireState(vm, ['Off', 'Running', 'Saved', 'Paused']);
  const all = args.text('DestinationStoragePath');
  const folder = all ?? args.text('VirtualMachinePath');
  const given = [all, folder, args.text('SnapshotFilePath'), args.text('SmartPagingFilePath')];
  const problem = given
    .map((path) => (path === undefined ? null : pathProblem(path)))
    .find((each) => each !== null);
  if (problem) throw new HypervError('InvalidParameter', problem);
  await during(call, vm, 'MigratingVirtualMachine', async () => {
    if (all === undefined) await call.take('Move-VMStorage');
    else {
      const copied = await copyDisks(call, vm, { to: host, folder: joinPath(all, 'Virtual Hard Disks') });
      copied.use(vm);
      await dropFormer(call, copied);
    }
    await host.forgetConfigurationFile(vm);
    try {
      vm.path = folder ?? vm.path;
      vm.snapshotFileLocation = args.text('SnapshotFilePath') ?? all ?? vm.snapshotFileLocation;
      vm.smartPagingFilePath = args.text('SmartPagingFilePath') ?? all ?? vm.smartPagingFilePath;
    } finally {
      await host.writeConfigurationFile(vm);
    }
  });
}

export const moveCmdlets: CmdletTable = {
  'Move-VMStorage': {
    run: async (call) => {
      for (const vm of targetVms(call)) await moveStorage(call, vm);
      return [];
    },
  },
  'Compare-VM': {
    run: async (call) => {
      if (!call.args.has('DestinationHost'))
        throw new HypervError('NotSupported', 'Copies of VMs (-Path) are not compared by the simulator.');
      await call.take();
      return Promise.all(
        targetVms(call).map(async (vm) => ({
          type: 'Record' as const,
          properties: await compareWithHost(call, vm),
        })),
      );
    },
  },
  'Move-VM': {
    needsPassthru: true,
    run: async (call) => {
      const vms = targetVms(call);
      for (const vm of vms) await moveToHost(call, vm);
      return vms.map((vm) => ({ type: 'VirtualMachine', vm }));
    },
  },
};
