import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { targetOwners, vmsOfParts } from '../vm/find-vms.ts';
import { configurationOf, type Owner } from '../vm/parts.ts';
import { requireState } from '../vm/transition.ts';
import { controllerLimit } from './drive-slots.ts';

type ControllerObject = Extract<HypervObject, { type: 'VMScsiController' }>;

const controllers = (call: Call, owner: Owner): readonly ControllerObject[] => {
  const configuration = configurationOf(owner);
  const asked = call.args.number('ControllerNumber');
  return configuration.scsiControllers
    .map((_, number): ControllerObject => ({ type: 'VMScsiController', ...owner, configuration, number }))
    .filter(({ number }) => asked === undefined || asked === number);
};

async function getControllers(call: Call): Promise<readonly HypervObject[]> {
  await call.take();
  return targetOwners(call).flatMap((owner) => controllers(call, owner));
}

async function addController(call: Call): Promise<readonly HypervObject[]> {
  const made: HypervObject[] = [];
  for (const vm of vmsOfParts(call)) {
    await call.take();
    requireState(vm, ['Off']);
    if (vm.configuration.scsiControllers.length >= controllerLimit) {
      throw new HypervError(
        'OperationFailed',
        `'${vm.name}' already has ${controllerLimit} SCSI controllers.`,
      );
    }
    call.host.changed(vm, () => vm.configuration.scsiControllers.push({ id: call.host.newId() }));
    made.push(...controllers(call, { vm, snapshot: null }).slice(-1));
  }
  return made;
}

async function removeController(call: Call): Promise<readonly HypervObject[]> {
  const object = call.args.object('VMScsiController', 'VMScsiController');
  const targets =
    object === undefined
      ? vmsOfParts(call).flatMap((vm) => controllers(call, { vm, snapshot: null }))
      : [object];
  if (targets.length === 0) throw new HypervError('ObjectNotFound', 'There is no such SCSI controller.');
  for (const { vm, number } of targets) {
    await call.take();
    requireState(vm, ['Off']);
    const { configuration } = vm;
    const isUsed = configuration.drives.some(
      (drive) => drive.controllerType === 'SCSI' && drive.controllerNumber === number,
    );
    if (isUsed) throw new HypervError('InvalidOperation', 'The SCSI controller still has drives.');
    call.host.changed(vm, () => {
      configuration.scsiControllers.splice(number, 1);
      // The numbers of those behind it move up.
      for (const drive of configuration.drives) {
        if (drive.controllerType === 'SCSI' && drive.controllerNumber > number) drive.controllerNumber -= 1;
      }
    });
  }
  return targets;
}

export const controllerCmdlets: CmdletTable = {
  'Get-VMScsiController': { run: getControllers },
  'Add-VMScsiController': { run: addController, needsPassthru: true },
  'Remove-VMScsiController': { run: removeController, needsPassthru: true },
};
