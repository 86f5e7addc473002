import { backupConformance } from '../../testing/backup-conformance.ts';
import { makeHypervFixture } from '../testing/hyperv-fixture.ts';

backupConformance('hyperv on the simulator', () => makeHypervFixture());
