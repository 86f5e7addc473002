/** What only an export of QEMU can be asked: that its disk is the same without the base, and holds no checkpoints. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../process/run-program.ts';
import { makeQemuFixture, whyNoQemu } from '../testing/qemu-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';

const reason = await whyNoQemu();
const signal = new AbortController().signal;

test.skipIf(reason !== null)(
  `is the VM’s disk, without its base${reason === null ? '' : ` (${reason})`}`,
  {
    timeout: 300_000,
  },
  async () => {
    const fixture = await makeQemuFixture();
    const driver = fixture.makeDriver();
    try {
      const vm = vmSpecification(1, fixture.image);
      await driver.createDisk(vm, () => undefined, signal);
      await driver.createVm(vm, signal);
      const own = join(fixture.vmsFolder, vm.vmId, 'disk.qcow2');
      await runProgram('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0x5a 1G 4M', own], { signal });
      await driver.checkpoints.create(vm.vmId, 'stays behind', signal);

      const into = join(fixture.vmsFolder, '..', 'exported');
      const half = `${into}-half`;
      for (const path of [into, half]) await mkdir(path);
      const cancel = new AbortController();
      const cut = driver.exporting.copyInto(vm.vmId, half, () => cancel.abort(), cancel.signal);
      await expect(cut).rejects.toMatchObject({ code: 'cancelled' });
      const { bytes } = await driver.exporting.copyInto(vm.vmId, into, () => undefined, signal);
      const copy = join(into, 'disk.qcow2');
      const compare = ['compare', '-f', 'qcow2', '-F', 'qcow2', own, copy];
      expect(await runProgram('qemu-img', compare, { signal, deadlineMs: 120_000 })).toContain('identical');

      // What has been written since its making is not in the copy of a checkpoint.
      const [kept] = await driver.checkpoints.list(vm.vmId, signal);
      await runProgram('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0xa5 1G 4M', own], { signal });
      const then = `${into}-then`;
      await mkdir(then);
      const ofCheckpoint = { vmId: vm.vmId, checkpointId: kept?.id ?? '', folder: then };
      const told = await driver.checkpointExporting.copyInto(ofCheckpoint, () => undefined, signal);
      expect(told).toMatchObject({ power: 'stopped', diskBytes: vm.diskBytes });
      const old = join(then, 'disk.qcow2');
      expect(await runProgram('qemu-img', [...compare.slice(0, 5), copy, old], { signal })).toContain(
        'identical',
      );
      expect(await runProgram('qemu-img', ['info', old], { signal })).not.toMatch(
        /backing file|Snapshot list/,
      );
      const gone = driver.checkpointExporting.copyInto(
        { ...ofCheckpoint, checkpointId: vm.vmId },
        () => undefined,
        signal,
      );
      await expect(gone).rejects.toMatchObject({ code: 'not-found' });

      await driver.delete(vm.vmId, signal);
      const info = JSON.parse(await runProgram('qemu-img', ['info', '--output=json', copy], { signal }));
      expect(info).toMatchObject({ 'virtual-size': vm.diskBytes });
      expect(info).not.toHaveProperty('backing-filename');
      expect(info).not.toHaveProperty('snapshots');
      expect(info['actual-size']).toBeLessThanOrEqual(bytes);
    } finally {
      await driver.close();
      await fixture.remove();
    }
  },
);
