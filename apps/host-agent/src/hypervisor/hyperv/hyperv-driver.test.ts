import { driverConformance } from '../testing/conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';

driverConformance('hyperv on the simulator', () => makeHypervFixture());
