import { makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { linkingConformance } from '../testing/linking-conformance.ts';

linkingConformance('hyperv on the simulator', () => makeHypervFixture());
