/** Every simulated cmdlet by its name, fixed at start. A family keeps its own table. */
import { operationCmdlets } from '../busbar/operations.ts';
import { checkpointCmdlets } from '../checkpoint/checkpoint-cmdlets.ts';
import { diskCmdlets } from '../disk/disk-cmdlets.ts';
import { controllerCmdlets } from '../drive/controller-cmdlets.ts';
import { driveCmdlets } from '../drive/drive-cmdlets.ts';
import { machineCmdlets } from '../machine/machine-cmdlets.ts';
import { adapterCmdlets } from '../network/adapter-cmdlets.ts';
import { switchCmdlets } from '../network/switch-cmdlets.ts';
import { exportCmdlets } from '../transfer/export-vm.ts';
import { importCmdlets } from '../transfer/import-vm.ts';
import { moveCmdlets } from '../transfer/move-cmdlets.ts';
import { firmwareCmdlets } from '../vm/firmware-cmdlets.ts';
import { integrationCmdlets } from '../vm/integration-cmdlets.ts';
import { partCmdlets } from '../vm/part-cmdlets.ts';
import { powerCmdlets } from '../vm/power-cmdlets.ts';
import { vmCmdlets } from '../vm/vm-cmdlets.ts';
import type { Cmdlet, CmdletTable } from './cmdlet.ts';

const families: readonly CmdletTable[] = [
  vmCmdlets,
  powerCmdlets,
  partCmdlets,
  firmwareCmdlets,
  integrationCmdlets,
  diskCmdlets,
  driveCmdlets,
  controllerCmdlets,
  checkpointCmdlets,
  adapterCmdlets,
  switchCmdlets,
  machineCmdlets,
  exportCmdlets,
  importCmdlets,
  moveCmdlets,
  operationCmdlets,
];

export const registry: ReadonlyMap<string, Cmdlet> = new Map(
  families.flatMap((family) => Object.entries(family)),
);

/** Two families must not offer the same cmdlet: the later would hide the earlier. */
export const cmdletCount = families.reduce((sum, family) => sum + Object.keys(family).length, 0);
