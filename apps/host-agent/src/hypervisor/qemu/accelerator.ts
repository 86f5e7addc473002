/**
 * KVM or emulation? That /dev/kvm opens proves nothing: there are machines on which QEMU then aborts or no
 * kernel ever starts. So a machine is really booted: firmware, then a boot sector of nine bytes that writes
 * to the debug-exit port, upon which QEMU ends with 33. It takes 60 ms where it works.
 */

import { spawn } from 'node:child_process';
import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readMachineBootId } from '../process/process-identity.ts';
import { readJson, writeJson } from '../vms/write-json.ts';

export type Accelerator = { readonly kind: 'kvm' | 'tcg'; readonly reason: string };

const AcceleratorRecord = z.object({
  machineBootId: z.string(),
  kind: z.enum(['kvm', 'tcg']),
  reason: z.string().max(400),
});

/** mov dx,0xf4; mov al,0x10; out dx,al; hlt; jmp */
const bootCode = Buffer.from([0xba, 0xf4, 0x00, 0xb0, 0x10, 0xee, 0xf4, 0xeb, 0xfd]);
/** (0x10 << 1) | 1, as isa-debug-exit makes it. */
const debugExitCode = 33;
/** Firmware finds no boot disk on a virtio device of a single sector. */
const bootDiskBytes = 1024 * 1024;
const probeDeadlineMs = 5_000;
export const acceleratorFile = 'accelerator.json';

/** Options of QEMU for each accelerator (measured: more emulated CPU features cost and bring nothing). */
export const acceleratorArgs: Record<Accelerator['kind'], readonly string[]> = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  tcg: ['-accel', 'tcg,thread=multi,tb-size=128', '-cpu', 'Nehalem'],
};

/** Tried once per boot of the machine and kept in `folder`. */
export async function chooseAccelerator(folder: string, signal: AbortSignal): Promise<Accelerator> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, acceleratorFile);
  const machineBootId = await readMachineBootId();
  const known = await readJson(path, AcceleratorRecord);
  if (known?.machineBootId === machineBootId) return { kind: known.kind, reason: known.reason };
  const accelerator = await tryKvm(folder, signal);
  await writeJson(path, { machineBootId, ...accelerator });
  return accelerator;
}

async function tryKvm(folder: string, signal: AbortSignal): Promise<Accelerator> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isAbsent ? 'this machine has no /dev/kvm' : '/dev/kvm may not be used by this user';
    return { kind: 'tcg', reason };
  }
  const failure = await bootProbe('kvm', folder, signal);
  if (failure === null) return { kind: 'kvm', reason: 'a test machine booted' };
  return { kind: 'tcg', reason: `KVM is here but boots no machine: ${failure}`.slice(0, 400) };
}

/** Boots the probe. `null` when it ran; otherwise why not. */
export async function bootProbe(
  kind: Accelerator['kind'],
  folder: string,
  signal: AbortSignal,
): Promise<string | null> {
  const disk = join(folder, 'boot-probe.img');
  const image = Buffer.alloc(bootDiskBytes);
  bootCode.copy(image);
  image.writeUInt16LE(0xaa55, 510);
  await writeFile(disk, image);
  try {
    return await runProbe(probeArgs(kind, disk), signal);
  } finally {
    await rm(disk, { force: true });
  }
}

const probeArgs = (kind: Accelerator['kind'], disk: string): string[] => [
  ...acceleratorArgs[kind],
  ...['-M', 'q35', '-m', '64', '-nodefaults', '-no-user-config', '-display', 'none'],
  ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x01'],
  ...[
    '-blockdev',
    JSON.stringify({ driver: 'raw', 'node-name': 'd', file: { driver: 'file', filename: disk } }),
  ],
  ...['-device', 'virtio-blk-pci,drive=d,bootindex=1'],
];

function runProbe(args: readonly string[], signal: AbortSignal): Promise<string | null> {
  const deadline = AbortSignal.timeout(probeDeadlineMs);
  return new Promise((resolve, reject) => {
    const child = spawn('qemu-system-x86_64', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.any([signal, deadline]),
      killSignal: 'SIGKILL',
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-1000);
    });
    child.once('error', (error) => {
      if (deadline.aborted) resolve(`nothing ran within ${probeDeadlineMs} ms`);
      else reject(error);
    });
    child.once('close', (code, killedBy) => {
      if (code === debugExitCode) resolve(null);
      else resolve(words.trim().split('\n').at(-1) || `QEMU ended with ${code ?? killedBy}`);
    });
  });
}
