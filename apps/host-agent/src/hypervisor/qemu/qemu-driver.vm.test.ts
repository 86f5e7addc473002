/** Real QEMU processes. Run by the real-VM stage; skipped with its reason where there is no QEMU or image. */
import { test } from 'vitest';
import { capturingConformance } from '../testing/capturing-conformance.ts';
import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { driverConformance } from '../testing/conformance.ts';
import { disksConformance } from '../testing/disks-conformance.ts';
import { exportingConformance } from '../testing/exporting-conformance.ts';
import { importingConformance } from '../testing/importing-conformance.ts';
import { linkingConformance } from '../testing/linking-conformance.ts';
import { mediaConformance } from '../testing/media-conformance.ts';
import { processConformance } from '../testing/process-conformance.ts';
import { makeQemuFixture, whyNoQemu } from '../testing/qemu-fixture.ts';
import { resizingConformance } from '../testing/resizing-conformance.ts';

const reason = await whyNoQemu();

if (reason === null) {
  driverConformance('qemu', makeQemuFixture);
  processConformance('qemu', makeQemuFixture);
  checkpointConformance('qemu', makeQemuFixture);
  disksConformance('qemu', makeQemuFixture);
  mediaConformance('qemu', makeQemuFixture);
  resizingConformance('qemu', makeQemuFixture);
  const files = [/^disk\.json$/, /^disk\.qcow2$/, /^initrd$/, /^kernel$/];
  exportingConformance('qemu', makeQemuFixture, files);
  capturingConformance('qemu', makeQemuFixture);
  importingConformance('qemu', makeQemuFixture);
  linkingConformance('qemu', makeQemuFixture);
} else test.skip(`qemu conformance (${reason})`, () => undefined);
