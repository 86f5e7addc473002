import { expect, test } from 'vitest';
import { BootFactors } from './boot-factors.ts';
import type { HypervisorDriver } from './hypervisor/driver.ts';
import { silentLog } from './testing/silent-log.ts';

const driver = (name: 'qemu' | 'sandbox', bootFactor?: HypervisorDriver['bootFactor']): HypervisorDriver =>
  ({ name, bootFactor }) as HypervisorDriver;
const signal = new AbortController().signal;

test('waits are longer where VMs boot slowly, and never shorter', async () => {
  const slow = driver('qemu', async () => 2.5);
  const factors = new BootFactors(silentLog());
  expect(factors.scaled(slow, 100)).toBe(100);
  await factors.measure([driver('sandbox'), slow], signal);
  expect(factors.scaled(slow, 100)).toBe(250);
  expect(factors.scaled(driver('sandbox'), 100)).toBe(100);

  const fast = driver('qemu', async () => 0.5);
  await factors.measure([fast], signal);
  expect(factors.scaled(fast, 100)).toBe(100);
});

test('a driver that cannot be measured does not stop the others', async () => {
  const broken = driver('sandbox', () => Promise.reject(new Error('nothing boots')));
  const factors = new BootFactors(silentLog());
  await factors.measure([broken, driver('qemu', async () => 2)], signal);
  expect(factors.scaled(broken, 100)).toBe(100);
  expect(factors.scaled({ name: 'qemu' }, 100)).toBe(200);
});
