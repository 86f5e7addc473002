import { expect, test } from 'vitest';
import type { SimulatedHyperv } from '../environment.ts';
import { createDrivers } from './create-drivers.ts';

const simulatedHyperv: SimulatedHyperv = { command: ['stand-in'], channelsFolder: '/none' };

test.each([
  ['linux', null, ['sandbox', 'qemu']],
  ['linux', simulatedHyperv, ['sandbox', 'qemu', 'hyperv']],
  ['win32', null, ['hyperv']],
] as const)('on %s, simulated Hyper-V %j: %j', async (platform, simulated, names) => {
  const drivers = await createDrivers({
    platform,
    simulatedHyperv: simulated,
    stateFolder: '/none',
    runtimeFolder: '/none',
    guestExecutable: '/none/guest',
  });
  expect(drivers.map(({ name }) => name)).toEqual(names);
  for (const driver of drivers) await driver.close();
});
