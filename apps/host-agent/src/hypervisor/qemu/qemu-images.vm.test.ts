/** A disk from elsewhere, imported and then started by QEMU's own firmware: what is on it runs. */
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../process/find-program.ts';
import { tellAccelerator } from '../testing/known-accelerator.ts';
import { writeSeedDisc } from '../testing/seed-disc.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { QemuDriver } from './qemu-driver.ts';

const hasQemu =
  (await findProgram('qemu-system-x86_64')) !== null && (await findProgram('qemu-img')) !== null;
const { signal } = new AbortController();
const jobId = '018f0000-0000-7000-8000-00000000b001';

/** Sixteen bits: waits for a byte on the serial line, sends it back, and so on. */
const bootCode = Buffer.from('bafd03 ec a801 74f8 baf803 ec ee ebf1'.replaceAll(' ', ''), 'hex');

describe.skipIf(!hasQemu)('an imported disk', () => {
  let folder: TemporaryDirectory;
  let driver: QemuDriver;
  beforeEach(async () => {
    folder = await temporaryDirectory();
    await tellAccelerator(folder.path);
    driver = new QemuDriver({
      folder: folder.path,
      runtimeFolder: join(folder.path, 'run'),
      imagesFolder: join(folder.path, 'images'),
    });
  });
  afterEach(async () => {
    for (const { vmId } of await driver.list()) await driver.delete(vmId, signal);
    await driver.close();
    await folder.remove();
  });

  async function importDisk(): Promise<string> {
    const sizeBytes = 8 * 2 ** 20;
    const disk = Buffer.alloc(sizeBytes);
    bootCode.copy(disk);
    disk.writeUInt16BE(0x55aa, 510);
    const [raw, from] = [join(folder.path, 'raw'), join(folder.path, 'vmdk')];
    await writeFile(raw, disk);
    const toVmdk = ['convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', raw, from];
    await promisify(execFile)('qemu-img', toVmdk);
    const { imageMaking: making } = driver;
    await making.folder.begin(jobId);
    const to = making.folder.newDiskOf(jobId);
    const progress = (): void => undefined;
    await making.convert({ from, to, format: 'vmdk', virtualSizeBytes: sizeBytes, progress, signal });
    await chmod(to, 0o444);
    const facts = { title: 'Echo', os: 'none', hasCloudInit: false, secureBoot: 'off' } as const;
    const sha256 = await making.folder.sumNewDisk(jobId, progress, signal);
    const image = { name: 'echo-1', sha256, sizeBytes: 1, virtualSizeBytes: sizeBytes, ...facts };
    await making.folder.putInPlace(jobId, making.recordOf(image));
    return image.name;
  }

  test('boots, with a disc in a drive beside it, and is exported and made again from its copy', async () => {
    const vm = vmSpecification(1, await importDisk(), { diskBytes: 16 * 2 ** 20 });
    await driver.createDisk(vm, () => undefined, signal);
    await driver.createVm(vm);
    const seed = join(folder.path, 'seed.iso');
    await writeSeedDisc(seed, '#cloud-config\n{}\n');
    await driver.attachMedium(vm.vmId, { role: 'seed', path: seed }, signal);
    const into = await temporaryDirectory();
    await driver.exporting.copyInto(vm.vmId, into.path, () => undefined, signal);
    const other = vmSpecification(2, vm.image, { diskBytes: vm.diskBytes });
    const copied = { folder: into.path, isKept: true } as const;
    await driver.importing.createDiskFrom(copied, other, () => undefined, signal);
    await driver.createVm(other);
    for (const { vmId } of [vm, other]) {
      await driver.start(vmId, signal);
      await answers(vmId);
      await driver.powerOff(vmId, signal);
    }
    await into.remove();
  });

  /** Until what was booted sends back what it is sent: the firmware before it does not. */
  async function answers(vmId: string): Promise<void> {
    const line = await driver.serial.open(vmId, signal);
    let heard = '';
    line.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
    await waitFor(
      'the code on the disk to answer',
      () => {
        line.write('b');
        return heard.includes('b');
      },
      { deadlineMs: 60_000, intervalMs: 200 },
    );
    expect(heard).toMatch(/b/);
    line.destroy();
  }
});
