/** Where drives hang: IDE 0–1 with two places each in generation 1, SCSI with 64. Pure. */
import { HypervError } from '../call/hyperv-error.ts';
import type { Drive, Vm } from '../state/model.ts';

export type Slot = Pick<Drive, 'controllerType' | 'controllerNumber' | 'controllerLocation'>;

export const controllerLimit = 4;
const scsiPlaces = 64;
const idePlaces = 2;

export type WantedSlot = {
  readonly type?: 'IDE' | 'SCSI' | undefined;
  readonly number?: number | undefined;
  readonly location?: number | undefined;
};

/** @throws HypervError when there is no such place, or it is taken. */
export function findSlot(vm: Vm, kind: Drive['kind'], wanted: WantedSlot, except: Drive | null = null): Slot {
  // A generation 1 VM boots from IDE and reads its discs there; generation 2 has only SCSI.
  const controllerType = wanted.type ?? (vm.generation === 1 ? 'IDE' : 'SCSI');
  checkControllerType(vm, kind, controllerType);
  const controllers = controllerType === 'IDE' ? 2 : vm.configuration.scsiControllers.length;
  const places = controllerType === 'IDE' ? idePlaces : scsiPlaces;
  for (let number = wanted.number ?? 0; number < controllers; number += 1) {
    for (let location = wanted.location ?? 0; location < places; location += 1) {
      const slot = { controllerType, controllerNumber: number, controllerLocation: location };
      if (!isTaken(vm, slot, except)) return slot;
      if (wanted.location !== undefined) break;
    }
    if (wanted.number !== undefined) break;
  }
  throw new HypervError(
    'InvalidParameter',
    `There is no free location on the ${controllerType} controllers of '${vm.name}' (${wanted.number ?? 'any'}:${wanted.location ?? 'any'}).`,
  );
}

function checkControllerType(vm: Vm, kind: Drive['kind'], type: 'IDE' | 'SCSI'): void {
  if (type === 'IDE' && vm.generation === 2) {
    throw new HypervError('InvalidParameter', 'A generation 2 virtual machine has no IDE controller.');
  }
  if (type === 'SCSI' && vm.generation === 1 && kind === 'dvd') {
    throw new HypervError('InvalidParameter', 'A generation 1 virtual machine has DVD drives on IDE only.');
  }
}

const isTaken = (vm: Vm, slot: Slot, except: Drive | null): boolean =>
  vm.configuration.drives.some(
    (drive) =>
      drive !== except &&
      drive.controllerType === slot.controllerType &&
      drive.controllerNumber === slot.controllerNumber &&
      drive.controllerLocation === slot.controllerLocation,
  );

/** IDE never changes while the VM is on; SCSI does. @throws HypervError `InvalidState`. */
export function requireChangeable(vm: Vm, controllerType: 'IDE' | 'SCSI'): void {
  if (vm.state === 'Off' || (controllerType === 'SCSI' && vm.state === 'Running')) return;
  throw new HypervError(
    'InvalidState',
    `The operation cannot be performed while the virtual machine is in its current state. (${vm.name}: ${vm.state})`,
  );
}
