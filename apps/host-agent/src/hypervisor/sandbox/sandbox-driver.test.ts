import { driverConformance } from '../testing/conformance.ts';
import { exportingConformance } from '../testing/exporting-conformance.ts';
import { importingConformance } from '../testing/importing-conformance.ts';
import { processConformance } from '../testing/process-conformance.ts';
import { resizingConformance } from '../testing/resizing-conformance.ts';
import { makeSandboxFixture } from '../testing/sandbox-fixture.ts';

driverConformance('sandbox', makeSandboxFixture);
processConformance('sandbox', makeSandboxFixture);
resizingConformance('sandbox', makeSandboxFixture);
exportingConformance('sandbox', makeSandboxFixture, [/^root\.tar$/]);
importingConformance('sandbox', makeSandboxFixture);
