import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { netAddressesOf } from '../../net-addresses.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

export const netAddress = defineCommand({
  name: 'net-address',
  summary: 'Shows the addresses that the guest agent sees inside the VM. Takes id.',
  parameters: z.object({ id: VmGuid }),
  run: async ({ id }, { services }) => ({
    id,
    addresses: netAddressesOf(await findVm(services.fleet, id)),
  }),
});
