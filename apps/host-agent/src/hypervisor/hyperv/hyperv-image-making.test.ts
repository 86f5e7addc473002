import { capturingConformance } from '../testing/capturing-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';

capturingConformance('hyperv on the simulator', () => makeHypervFixture());
