/** Everything that may stand at the top of a `#cloud-config` document. */
import { cloudInitTable, configurationToolsTable } from './configuration-tools.ts';
import { filesAndCommandsTable } from './files-and-commands.ts';
import { packagesTable } from './packages.ts';
import { keys } from './shape.ts';
import { disksTable, systemTable } from './system.ts';
import { usersTable } from './users.ts';

export const cloudConfigShape = keys({
  ...usersTable,
  ...filesAndCommandsTable,
  ...packagesTable,
  ...systemTable,
  ...disksTable,
  ...configurationToolsTable,
  ...cloudInitTable,
});
