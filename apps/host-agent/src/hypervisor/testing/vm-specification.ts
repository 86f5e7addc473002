import type { VmSpecification } from '../driver.ts';

export const vmIdOf = (number: number): string =>
  `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** The smallest VM that the tests of all drivers make; its number is in its id and name, which are its own. */
export const vmSpecification = (
  number: number,
  image: string,
  overrides: Partial<VmSpecification> = {},
): VmSpecification => ({
  vmId: vmIdOf(number),
  name: `vm-${number}`,
  image,
  cpuCount: 1,
  memoryBytes: 256 * 2 ** 20,
  diskBytes: 4 * 2 ** 30,
  network: 'none',
  ...overrides,
});
