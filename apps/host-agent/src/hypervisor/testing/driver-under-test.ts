import { afterAll, beforeAll } from 'vitest';
import type { HypervisorDriver, VmSpecification } from '../driver.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import { vmSpecification } from './vm-specification.ts';

export type DriverFixture<Driver extends HypervisorDriver = HypervisorDriver> = {
  /** Another driver object over the same state, as after a restart of the host agent. */
  readonly makeDriver: (overrides?: { readonly freeBytes?: () => Promise<number> }) => Driver;
  readonly vmsFolder: string;
  /** The process that runs this VM now; whatever stands for its power where the hypervisor has none of its own. */
  readonly processOf: (vmId: string) => Promise<ProcessIdentity>;
  readonly image: string;
  /** An ISO with a seed's files. */
  readonly seedIso: string;
  readonly remove: () => Promise<void>;
};

export type DriverUnderTest<Driver extends HypervisorDriver> = {
  readonly fixture: DriverFixture<Driver>;
  readonly driver: Driver;
  /** Another one over the same state, as after a restart of the host agent. */
  readonly restart: () => Promise<Driver>;
  readonly signal: AbortSignal;
  /** Each has an id and a name of its own. */
  readonly specification: (overrides?: Partial<VmSpecification>) => VmSpecification;
  /** Defined and off. */
  readonly create: (overrides?: Partial<VmSpecification>) => Promise<VmSpecification>;
  readonly started: () => Promise<VmSpecification>;
  readonly powerOf: (vmId: string) => Promise<string | undefined>;
};

/** One driver for all tests of the `describe` that this is called in; it and its VMs go after them. */
export function driverUnderTest<Driver extends HypervisorDriver>(
  makeFixture: () => Promise<DriverFixture<Driver>>,
): DriverUnderTest<Driver> {
  let fixture: DriverFixture<Driver>;
  let driver: Driver;
  let lastNumber = 0;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    fixture = await makeFixture();
    driver = fixture.makeDriver();
    await driver.adopt(signal);
  });
  afterAll(async () => {
    for (const { vmId } of await driver.list(signal)) await driver.delete(vmId, signal);
    await driver.close();
    await fixture.remove();
  });

  const specification = (overrides: Partial<VmSpecification> = {}): VmSpecification => {
    lastNumber += 1;
    return vmSpecification(lastNumber, fixture.image, overrides);
  };
  const create = async (overrides: Partial<VmSpecification> = {}): Promise<VmSpecification> => {
    const vm = specification(overrides);
    await driver.createDisk(vm, () => undefined, signal);
    await driver.createVm(vm, signal);
    return vm;
  };
  return {
    get fixture() {
      return fixture;
    },
    get driver() {
      return driver;
    },
    restart: async () => {
      await driver.close();
      driver = fixture.makeDriver();
      await driver.adopt(signal);
      return driver;
    },
    signal,
    specification,
    create,
    started: async () => {
      const vm = await create();
      await driver.start(vm.vmId, signal);
      return vm;
    },
    powerOf: async (vmId) => (await driver.find(vmId, signal))?.power,
  };
}
