import { driverConformance } from '../testing/conformance.ts';
import { makeSandboxFixture } from '../testing/sandbox-fixture.ts';

driverConformance('sandbox', makeSandboxFixture);
