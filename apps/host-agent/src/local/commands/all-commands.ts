/** Every command, in the order in which `help` lists them. A new one is a file beside this and a line here. */
import { CommandRegistry } from '../command-registry.ts';
import { artifact } from './artifact.ts';
import { gmi } from './gmi.ts';
import { gmiPackage } from './gmi-package.ts';
import { help } from './help.ts';
import { operatingSystem } from './operating-system.ts';
import { osVersion } from './os-version.ts';
import { provision } from './provision.ts';
import { status } from './status.ts';
import { vhdx } from './vhdx.ts';
import { vm } from './vm.ts';
import { vmSwitch } from './vm-switch.ts';

const commands = [
  status,
  help,
  provision,
  vm,
  artifact,
  operatingSystem,
  osVersion,
  vmSwitch,
  vhdx,
  gmi,
  gmiPackage,
];

export function allCommands(): CommandRegistry {
  const registry = new CommandRegistry();
  for (const command of commands) registry.add(command);
  return registry.freeze();
}
