/** Real conversions, of disks with known bytes, for both drivers that make images. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DiskFormat } from '@busbar/shared/domain/image';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageMaking } from '../hypervisor/image-making.ts';
import { findProgram } from '../hypervisor/process/find-program.ts';
import { qemuImageFolder, qemuImageMaking } from '../hypervisor/qemu/qemu-images.ts';
import { type HypervFixture, makeHypervFixture } from '../hypervisor/testing/hyperv-fixture.ts';
import { bootableDisk } from '../testing/image-jobs.ts';
import { detectDisk } from './formats/detect-disk.ts';
import { withDiskBytes } from './formats/disk-bytes.ts';

const { signal } = new AbortController();
const hasQemuImg = (await findProgram('qemu-img')) !== null;
/** Not a whole number of MiB, which Hyper-V wants. */
const sizeBytes = 6 * 2 ** 20 + 512;

describe.skipIf(!hasQemuImg)('qemu-img', () => {
  let folder: TemporaryDirectory;
  let hyperv: HypervFixture;
  let makings: Record<'qemu' | 'hyperv', ImageMaking>;
  const at = (name: string): string => join(folder.path, name);
  beforeAll(async () => {
    folder = await temporaryDirectory();
    hyperv = await makeHypervFixture('none');
    const driver = hyperv.makeDriver();
    makings = { qemu: qemuImageMaking(qemuImageFolder(at('images'))), hyperv: driver.imageMaking };
    const content = bootableDisk(sizeBytes, 0);
    randomBytes(2 ** 20).copy(content, 2 ** 20);
    await writeFile(at('source.raw'), content);
  });
  afterAll(async () => {
    await hyperv.remove();
    await folder.remove();
  });
  const qemuImg = (...args: readonly string[]) => promisify(execFile)('qemu-img', args, { cwd: folder.path });

  const formats: readonly (readonly [DiskFormat, readonly string[]])[] = [
    ['raw', []],
    ['qcow2', ['-c']],
    ['vmdk', ['-o', 'subformat=streamOptimized']],
    ['vpc', ['-o', 'force_size=on']],
    ['vhdx', []],
  ];
  test.each(
    formats.flatMap(([format, options]) =>
      (['qemu', 'hyperv'] as const).map((driver) => [format, driver, options] as const),
    ),
  )('from %s for %s: every byte, with progress', async (format, driver, options) => {
    const making = makings[driver];
    const from = at(`it's "a" source,x.${format}`);
    await qemuImg('convert', '-f', 'raw', '-O', format, ...options, 'source.raw', from);
    const disk = await withDiskBytes(from, detectDisk);
    expect(disk.format).toBe(format);
    const to = at(`${format}-${driver}.vhdx`);
    expect(await making.measure({ from, ...disk, signal })).toBeGreaterThan(2 ** 20);
    const told: number[] = [];
    await making.convert({ from, to, ...disk, progress: (done) => void told.push(done), signal });
    expect(told.at(-1)).toBe(disk.virtualSizeBytes);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    const made = await withDiskBytes(to, detectDisk);
    expect(made.format).toBe(driver === 'qemu' ? 'qcow2' : 'vhdx');
    await qemuImg('convert', '-f', made.format, '-O', 'raw', to, 'back.raw');
    const [back, source] = await Promise.all([readFile(at('back.raw')), readFile(at('source.raw'))]);
    expect(back.subarray(0, sizeBytes).equals(source)).toBe(true);
    if (driver === 'hyperv') expect(made.virtualSizeBytes).toBe(7 * 2 ** 20);
  });

  test('ends soon when it is cancelled', async () => {
    const conversion = { from: at('source.raw'), format: 'raw', virtualSizeBytes: sizeBytes } as const;
    const to = at('cancelled');
    await expect(
      makings.qemu.convert({ ...conversion, to, progress: () => undefined, signal: AbortSignal.abort() }),
    ).rejects.toBeDefined();
  });

  test('a disk whose tables make no sense ends in an error, not in an image', async () => {
    await qemuImg('convert', '-f', 'raw', '-O', 'qcow2', 'source.raw', 'damaged');
    const disk = await readFile(at('damaged'));
    // The table of its first level is said to begin within a cluster.
    disk.writeBigUInt64BE(512n, 40);
    await writeFile(at('damaged'), disk);
    const conversion = { from: at('damaged'), format: 'qcow2', virtualSizeBytes: sizeBytes } as const;
    await expect(
      makings.qemu.convert({ ...conversion, to: at('never'), progress: () => undefined, signal }),
    ).rejects.toMatchObject({ code: 'internal' });
  });

  test('without qemu-img Hyper-V itself converts what it reads, and names what is missing for the rest', async () => {
    const making = hyperv.makeDriver({ findQemuImg: async () => null }).imageMaking;
    await qemuImg('create', '-q', '-f', 'vhdx', 'whole.image', '8M');
    const conversion = { from: at('whole.image'), format: 'vhdx', virtualSizeBytes: 8 * 2 ** 20 } as const;
    const told: number[] = [];
    await making.convert({
      ...conversion,
      to: at('by-hyperv.vhdx'),
      progress: (done) => void told.push(done),
      signal,
    });
    expect(told.at(-1)).toBe(8 * 2 ** 20);
    await expect(making.measure({ ...conversion, format: 'vmdk', signal })).rejects.toMatchObject({
      code: 'precondition-failed',
      userMessage: expect.stringContaining('Install QEMU for Windows'),
    });
  });
});
