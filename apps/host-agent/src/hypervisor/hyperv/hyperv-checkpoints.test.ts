import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';

checkpointConformance('hyperv on the simulator', () => makeHypervFixture('none'));
