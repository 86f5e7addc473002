/**
 * A guest of 74 bytes for QEMU, where an operating system would take a minute to listen: it sends back what comes over
 * its serial line, and over the same line the scan codes of its keyboard; it shows both on its screen.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QemuImage } from '../../images/image-record.ts';
import { sumFile } from '../../storage/sum-file.ts';
import { runProgram } from '../process/run-program.ts';
import { writeJson } from '../vms/write-json.ts';

/** The Multiboot header (flags: addresses follow) says: load this at 1 MiB and jump behind the header. */
const header = '02b0ad1b 00000100 fe4f51e4 00001000 00001000 00000000 00000000 20001000';

/** As assembled by GNU as, 32-bit. */
const code = [
  'fa', // cli
  'bf00800b00', // mov $0xb8000, %edi    the screen's memory, in text mode
  'b40f', // mov $0x0f, %ah          white on black
  'e464 a801 7409', // key: in $0x64; test $1; jz line    no key
  'e460 66ab', // in $0x60; stosw         its scan code, shown
  '66baf803 ee', // mov $0x3f8, %dx; out    and told over the line
  '66bafd03 ec a801 74e8', // line: mov $0x3fd, %dx; in; test $1; jz key    no byte
  '66baf803 ec ee', // mov $0x3f8, %dx; in; out    sent back
  '66ab ebde', // stosw; jmp key
];

export const echoImage = 'echo-guest';

/** An image of it, as the QEMU driver boots one. */
export async function makeEchoImage(imagesFolder: string): Promise<void> {
  const folder = join(imagesFolder, echoImage);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'kernel'), Buffer.from([header, ...code].join('').replaceAll(' ', ''), 'hex'));
  await writeFile(join(folder, 'initrd'), '');
  const disk = join(folder, 'disk.qcow2');
  await runProgram('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '1M'], {
    signal: AbortSignal.timeout(30_000),
  });
  const record: QemuImage = {
    name: echoImage,
    title: 'Echo',
    os: 'none',
    recipeHash: '',
    sha256: await sumFile(disk, () => undefined, AbortSignal.timeout(30_000)),
    sizeBytes: 1,
    virtualSizeBytes: 2 ** 20,
    kernelArguments: 'none',
    hasCloudInit: false,
  };
  await writeJson(join(folder, 'image.json'), record);
}
