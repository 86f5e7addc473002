/** Real disks made by qemu-img, then cut, changed and hostile. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../hypervisor/process/find-program.ts';
import { detectDisk, type SourceDisk } from './detect-disk.ts';
import type { DiskBytes } from './disk-bytes.ts';

const bytesOf = (content: Buffer): DiskBytes => ({
  sizeBytes: content.length,
  read: async (at, length) => content.subarray(at, at + length),
});
const detect = (content: Buffer): Promise<SourceDisk> => detectDisk(bytesOf(content));
const hasQemuImg = (await findProgram('qemu-img')) !== null;
const mebibyte = 2 ** 20;
const sizeBytes = 8 * mebibyte;

/** A boot sector, then nothing. */
function rawDisk(size = sizeBytes): Buffer {
  const disk = Buffer.alloc(size);
  disk.writeUInt16BE(0x55aa, 510);
  return disk;
}

test('a raw disk is known by its boot sector or its GPT, and has whole sectors', async () => {
  expect(await detect(rawDisk())).toEqual({ format: 'raw', virtualSizeBytes: sizeBytes });
  const gpt = Buffer.alloc(sizeBytes);
  gpt.write('EFI PART', 512);
  expect(await detect(gpt)).toEqual({ format: 'raw', virtualSizeBytes: sizeBytes });
  await expect(detect(rawDisk(sizeBytes - 100))).rejects.toMatchObject({ code: 'invalid-input' });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a page', Buffer.from('<!doctype html><title>404</title>'.padEnd(2 * mebibyte))],
  ['zeros', Buffer.alloc(2 * mebibyte)],
  ['a tiny disk', rawDisk(512)],
])('%s is no disk', async (_what, content) => {
  await expect(detect(content)).rejects.toMatchObject({
    code: 'invalid-input',
    userMessage: expect.stringContaining('Nothing was imported'),
  });
});

test.each([
  ['gzip', 0, '1f8b'],
  ['xz', 0, 'fd377a585a00'],
  ['zstd', 0, '28b52ffd'],
  ['zip', 0, '504b0304'],
  ['tar', 257, '7573746172'],
  ['ISO 9660', 32_769, '4344303031'],
  ['VDI', 64, '7f10dabe'],
  ['LUKS', 0, '4c554b53babe'],
])('%s is told by its name, although it may look like a disk', async (what, at, magic) => {
  const content = rawDisk();
  content.write(magic, at, 'hex');
  await expect(detect(content)).rejects.toMatchObject({ message: expect.stringContaining(what) });
});

describe.skipIf(!hasQemuImg)('disks that qemu-img has made', () => {
  let folder: TemporaryDirectory;
  beforeAll(async () => {
    folder = await temporaryDirectory();
    const content = rawDisk();
    randomBytes(3 * mebibyte).copy(content, mebibyte);
    await writeFile(join(folder.path, 'raw'), content);
  });
  afterAll(() => folder.remove());

  const qemuImg = (...args: readonly string[]) => promisify(execFile)('qemu-img', args, { cwd: folder.path });
  async function make(format: string, options = ''): Promise<Buffer> {
    const more = options === '' ? [] : ['-o', options];
    await qemuImg('convert', '-f', 'raw', '-O', format, ...more, 'raw', 'made');
    return readFile(join(folder.path, 'made'));
  }
  const kinds: readonly (readonly [string, string, string])[] = [
    ['qcow2', '', 'qcow2'],
    ['qcow2', 'compat=0.10', 'qcow2'],
    ['qcow2', 'cluster_size=2M', 'qcow2'],
    ['vmdk', '', 'vmdk'],
    ['vmdk', 'subformat=streamOptimized', 'vmdk'],
    ['vpc', 'force_size=on', 'vpc'],
    ['vpc', 'subformat=fixed,force_size=on', 'vpc'],
    ['vhdx', '', 'vhdx'],
    ['vhdx', 'subformat=fixed', 'vhdx'],
  ];

  test.each(kinds)('%s (%s) is known with the size that a guest sees', async (format, options, found) => {
    expect(await detect(await make(format, options))).toEqual({ format: found, virtualSizeBytes: sizeBytes });
  });

  test.each(kinds)(
    '%s (%s) cut short is refused or still told rightly, never taken for another',
    async (format, options, found) => {
      const whole = await make(format, options);
      const step = Math.ceil(whole.length / 97);
      for (let length = 0; length < whole.length; length += length < 4096 ? 61 : step) {
        const verdict = await detect(whole.subarray(0, length)).catch((error: unknown) => error);
        if (verdict instanceof AppError) expect(verdict.code).toBe('invalid-input');
        // A VHD of fixed size is a raw disk with a footer: without it nothing tells them apart.
        else expect(['raw', found]).toContain((verdict as SourceDisk).format);
      }
    },
  );

  test.each(kinds)(
    '%s (%s) with any part of its header overwritten ends in an answer',
    async (format, options) => {
      const whole = await make(format, options);
      for (let round = 0; round < 200; round += 1) {
        const content = Buffer.from(whole.subarray(0, Math.min(whole.length, mebibyte)));
        const seed = randomBytes(12);
        const at = seed.readUInt32LE(0) % (round % 2 === 0 ? 512 : content.length - 8);
        seed.copy(content, at, 4);
        const verdict = await detect(content).catch((error: unknown) => error);
        if (verdict instanceof Error)
          expect(verdict, `${at} ${seed.toString('hex')}`).toBeInstanceOf(AppError);
        else expect((verdict as SourceDisk).virtualSizeBytes).toBeGreaterThanOrEqual(mebibyte);
      }
    },
  );

  test('a qcow2 with a backing file is refused', async () => {
    await qemuImg('create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', '/etc/passwd', '-u', 'overlay', '8M');
    const disk = await readFile(join(folder.path, 'overlay'));
    await expect(detect(disk)).rejects.toThrow('backing file');
  });

  test('a qcow2 with an external data file is refused, also when its flag is hidden', async () => {
    await qemuImg('create', '-q', '-f', 'qcow2', '-o', 'data_file=data,data_file_raw=on', 'external', '8M');
    const disk = await readFile(join(folder.path, 'external'));
    await expect(detect(disk)).rejects.toThrow('external data file');
    disk.writeBigUInt64BE(0n, 72);
    await expect(detect(disk)).rejects.toThrow('external data file');
  });

  test('a VMDK whose data is in other files is refused, in whichever form', async () => {
    await qemuImg('create', '-q', '-f', 'vmdk', '-o', 'subformat=monolithicFlat', 'flat', '8M');
    await expect(detect(await readFile(join(folder.path, 'flat')))).rejects.toThrow('other files');
    const disk = await make('vmdk');
    disk.writeBigUInt64LE(0n, 12);
    await expect(detect(disk)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('a VMDK with a parent is refused', async () => {
    const disk = await make('vmdk');
    const at = disk.indexOf('parentCID=ffffffff');
    expect(at).toBeGreaterThan(0);
    disk.write('parentCID=01234567', at);
    await expect(detect(disk)).rejects.toThrow('differs from another VMDK');
  });

  test('differencing VHD and VHDX are refused', async () => {
    const vhd = await make('vpc', 'force_size=on');
    for (const at of [0, vhd.length - 512]) vhd.writeUInt32BE(4, at + 60);
    await expect(detect(vhd)).rejects.toThrow('differencing VHD');
    const vhdx = await make('vhdx');
    const item = vhdx.indexOf(Buffer.from('3767a1ca36fa434db3b633f0aa44e76b', 'hex'));
    const table = vhdx.lastIndexOf('metadata', item);
    const flagsAt = table + vhdx.readUInt32LE(item + 16) + 4;
    vhdx.writeUInt32LE(vhdx.readUInt32LE(flagsAt) | 2, flagsAt);
    await expect(detect(vhdx)).rejects.toThrow('differencing VHDX');
  });

  test('a qcow2 whose table lies behind its end is refused: QEMU would read zeros', async () => {
    const disk = await make('qcow2');
    disk.writeBigUInt64BE(2n ** 50n, 40);
    await expect(detect(disk)).rejects.toThrow('not whole');
  });

  test('an encrypted qcow2 and one that is marked as damaged are refused', async () => {
    const disk = await make('qcow2');
    const encrypted = Buffer.from(disk);
    encrypted.writeUInt32BE(2, 32);
    await expect(detect(encrypted)).rejects.toThrow('encrypted');
    disk.writeBigUInt64BE(2n, 72);
    await expect(detect(disk)).rejects.toThrow('damaged');
  });
});
