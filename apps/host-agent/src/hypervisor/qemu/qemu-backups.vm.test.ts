/** On real QEMU disks and processes; skipped with its reason where there is no QEMU or image. */
import { test } from 'vitest';
import { backupConformance } from '../../testing/backup-conformance.ts';
import { makeQemuFixture, whyNoQemu } from '../testing/qemu-fixture.ts';

const reason = await whyNoQemu();

if (reason === null) backupConformance('qemu', makeQemuFixture);
else test.skip(`backups of qemu (${reason})`, () => undefined);
