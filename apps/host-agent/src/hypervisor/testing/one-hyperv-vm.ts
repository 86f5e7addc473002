import { afterEach, beforeEach } from 'vitest';
import type { VmSpecification } from '../driver.ts';
import type { HypervDriver } from '../hyperv/hyperv-driver.ts';
import { type HypervFixture, makeHypervFixture } from './hyperv-fixture.ts';
import { vmSpecification } from './vm-specification.ts';

export type OneHypervVm<Fixture extends HypervFixture> = {
  readonly fixture: Fixture;
  /** The one that was started last. */
  readonly driver: HypervDriver;
  /** Once the driver is closed: another one over the same state, as after a restart of the host agent. */
  readonly startAgain: () => Promise<void>;
};

type OneVmOptions<Fixture> = {
  readonly makeFixture: () => Promise<Fixture>;
  readonly size?: Partial<VmSpecification>;
};

/** The VM `vmIdOf(1)`, which is off, on a simulated host of its own for each test of the file that calls this. */
export function oneHypervVm<Fixture extends HypervFixture>({
  makeFixture,
  size = {},
}: OneVmOptions<Fixture>): OneHypervVm<Fixture> {
  const { signal } = new AbortController();
  let fixture: Fixture;
  let driver: HypervDriver;
  const startAgain = async (): Promise<void> => {
    driver = fixture.makeDriver();
    await driver.adopt(signal);
  };
  beforeEach(async () => {
    fixture = await makeFixture();
    await startAgain();
    const vm = vmSpecification(1, fixture.image, size);
    await driver.createDisk(vm, () => undefined, signal);
    await driver.createVm(vm, signal);
  });
  afterEach(async () => {
    await driver.close();
    await fixture.remove();
  });
  return {
    get fixture() {
      return fixture;
    },
    get driver() {
      return driver;
    },
    startAgain,
  };
}

/** As most want it: its VM has no guest. */
export const plainHypervVm = (size: Partial<VmSpecification> = {}): OneHypervVm<HypervFixture> =>
  oneHypervVm({ makeFixture: () => makeHypervFixture('none'), size });
