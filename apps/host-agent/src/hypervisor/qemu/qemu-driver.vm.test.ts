/** Real QEMU processes. Run by the real-VM stage; skipped with its reason where there is no QEMU or image. */
import { join } from 'node:path';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';
import { withAgent } from '@busbar/seed/templates/agent-bootcmd';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { CloudInitStatus, channelPaths, GuestHello } from '@busbar/shared/protocol/channel';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { describe, expect, test } from 'vitest';
import { measureBootFactor } from '../../images/boot-factor.ts';
import { ToolsDisc } from '../../tools/tools-disc.ts';
import { checkpointConformance } from '../testing/checkpoint-conformance.ts';
import { driverConformance } from '../testing/conformance.ts';
import { exportingConformance } from '../testing/exporting-conformance.ts';
import { buildGuest } from '../testing/guest-executable.ts';
import { mediaConformance } from '../testing/media-conformance.ts';
import { processConformance } from '../testing/process-conformance.ts';
import { makeQemuFixture, whyNoQemu } from '../testing/qemu-fixture.ts';
import { resizingConformance } from '../testing/resizing-conformance.ts';

const reason = await whyNoQemu();

if (reason === null) {
  driverConformance('qemu', makeQemuFixture);
  processConformance('qemu', makeQemuFixture);
  checkpointConformance('qemu', makeQemuFixture);
  mediaConformance('qemu', makeQemuFixture);
  resizingConformance('qemu', makeQemuFixture);
  const files = [/^disk\.json$/, /^disk\.qcow2$/, /^initrd$/, /^kernel$/];
  exportingConformance('qemu', makeQemuFixture, files);
} else test.skip(`qemu conformance (${reason})`, () => undefined);

describe.skipIf(reason !== null)(`a real guest${reason === null ? '' : ` (${reason})`}`, () => {
  test('boots, is seeded by the real cloud-init and answers over virtio-serial', {
    timeout: 300_000,
  }, async () => {
    const guestExecutable = await buildGuest();
    const factor = await measureBootFactor(AbortSignal.timeout(60_000));
    const fixture = await makeQemuFixture();
    const folder = await temporaryDirectory();
    const driver = fixture.makeDriver();
    const signal = new AbortController().signal;
    const vmId = '01890000-0000-7000-8000-0000000000aa';
    try {
      const tools = {
        folder: join(folder.path, 'tools'),
        guestExecutable,
        platform: 'linux-x64',
      };
      const documents = withAgent({
        metaData: 'instance-id: i-real\nlocal-hostname: real-1\n',
        userData: '#cloud-config\nruncmd:\n  - [touch, /root/ran]\n',
      });
      const seedPath = join(folder.path, 'seed.iso');
      await writeIsoFile(
        seedPath,
        planIso(seedFiles(documents), { label: seedLabel, volumeTimestamp: new Date(0) }),
      );
      const size = { cpuCount: 1, memoryBytes: 512 * 2 ** 20, diskBytes: 3 * 2 ** 30 };
      const vm = { vmId, name: 'real-1', image: fixture.image, network: 'none', ...size } as const;
      await driver.createDisk(vm, () => undefined, signal);
      await driver.createVm(vm, signal);
      await driver.attachMedium(vmId, { role: 'seed', path: seedPath }, signal);
      const toolsPath = await new ToolsDisc(tools).path(signal);
      await driver.attachMedium(vmId, { role: 'tools', path: toolsPath }, signal);
      await driver.start(vmId, signal);

      const deadlineMs = 60_000 * factor;
      const dialled = async () => {
        const session = await waitFor(
          'the guest agent',
          async () => connectHttp2(await driver.dialGuest(vmId, signal)),
          { deadlineMs, intervalMs: 200 },
        );
        const body = { version: { major: 1, minor: 0 } };
        const hello = await requestJson(session, { path: channelPaths.hello, body, output: GuestHello });
        return { session, hello };
      };
      const { session, hello } = await dialled();
      expect(hello.os.id).toBe('debian');
      const status = await waitFor(
        'cloud-init to end',
        async () => {
          const seen = await requestJson(session, {
            path: channelPaths.cloudInit,
            output: CloudInitStatus,
          });
          return ['done', 'error'].includes(seen.state) && seen;
        },
        { deadlineMs, intervalMs: 200 },
      );
      expect(status).toMatchObject({ state: 'done', errors: [], instanceId: 'i-real', simulated: false });
      await driver.detachMedium(vmId, 'seed', signal);
      expect((await driver.find(vmId, signal))?.media).toEqual([{ role: 'tools', path: toolsPath }]);
      session.destroy();

      // The memory of a machine with a disc in its drive, in which the agent believes in a session that is gone.
      const kept = await driver.checkpoints.create(vmId, 'cloud-init is done', signal);
      expect((await dialled()).hello.bootId).toBe(hello.bootId);
      await driver.checkpoints.apply(vmId, kept.id, signal);
      await expect(driver.dialGuest(vmId, signal)).rejects.toMatchObject({ code: 'guest-unreachable' });
      await driver.start(vmId, signal);
      const again = await dialled();
      expect(again.hello.bootId).toBe(hello.bootId);
      expect((await driver.find(vmId, signal))?.media).toEqual([{ role: 'tools', path: toolsPath }]);
    } finally {
      await driver.delete(vmId, signal);
      await driver.close();
      await fixture.remove();
      await folder.remove();
    }
  });
});
