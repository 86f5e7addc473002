import { backupConformance } from '../../testing/backup-conformance.ts';
import { makeSandboxFixture } from '../testing/sandbox-fixture.ts';

backupConformance('sandbox', makeSandboxFixture);
