/**
 * A VM's serial line, screen and keyboard as QEMU gives them: a socket for the line, QMP for the others. None of them
 * waits for other work with the VM, since they are for looking into a VM with which something is wrong.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { scanCodes } from '../consoles/key-codes.ts';
import { type Chord, checkChords, type Keyboard } from '../consoles/keyboard.ts';
import type { Screen, ScreenImage } from '../consoles/screen.ts';
import { requireRunning, type Serial } from '../consoles/serial.ts';
import { SerialLines } from '../consoles/serial-lines.ts';
import { sizeOfPng } from '../consoles/write-png.ts';
import { dialSocket } from '../process/dial-socket.ts';
import type { VmProcesses } from '../vms/vm-processes.ts';
import { socketNames } from './qemu-command.ts';
import type { QemuPowerDeps } from './qemu-power.ts';

export type QemuConsolesDeps = Pick<QemuPowerDeps, 'qmp' | 'runtimeFolder'> & {
  readonly processes: Pick<VmProcesses, 'find'>;
};

/** The guest chooses its resolution; a screen of 4K is 2 MB at most. */
const pngLimitBytes = 64 * 1024 * 1024;
/** How long a key is held, and the next one waits. */
const holdMs = 10;
/** QEMU forgets what is more than 1,024 events ahead, and each key is four. */
const keysAhead = 200;

export class QemuConsoles implements Serial, Screen, Keyboard {
  readonly #deps: QemuConsolesDeps;
  readonly #lines = new SerialLines();

  constructor(deps: QemuConsolesDeps) {
    this.#deps = deps;
  }

  async open(vmId: string, signal: AbortSignal): Promise<Socket> {
    await this.#requireRunning(vmId);
    return this.#lines.open(vmId, async () => {
      const path = join(this.#deps.runtimeFolder(vmId), socketNames.serial);
      const socket = await dialSocket(path, signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw noLine(cause);
      });
      // The guest's end of the line: there is nothing to write to any more.
      socket.once('end', () => socket.destroy());
      return socket;
    });
  }

  async capture(vmId: string, signal: AbortSignal): Promise<ScreenImage> {
    await this.#requireRunning(vmId);
    // Relative: QEMU works in this folder.
    const name = `screen-${randomUUID().slice(0, 8)}.png`;
    const path = join(this.#deps.runtimeFolder(vmId), name);
    try {
      const options = { filename: name, format: 'png' };
      await this.#deps.qmp(vmId, signal, (qmp) => qmp.run('screendump', options, signal));
      if ((await stat(path)).size > pngLimitBytes)
        throw new AppError('too-large', 'The screen is too large.');
      const png = await readFile(path);
      const size = sizeOfPng(png);
      if (size === null) throw new AppError('bad-peer', 'QEMU wrote something that is no PNG.');
      return { ...size, png };
    } finally {
      await rm(path, { force: true });
    }
  }

  async press(vmId: string, chords: readonly Chord[], signal: AbortSignal): Promise<void> {
    checkChords(chords);
    await this.#requireRunning(vmId);
    await this.#deps.qmp(vmId, signal, async (qmp) => {
      let ahead = 0;
      for (const chord of chords) {
        if (ahead + chord.length > keysAhead) {
          await delay(ahead * 2 * holdMs, undefined, { signal });
          ahead = 0;
        }
        const keys = chord.map((key) => ({ type: 'number', data: keyNumber(scanCodes[key]) }));
        await qmp.run('send-key', { keys, 'hold-time': holdMs }, signal);
        ahead += chord.length;
      }
    });
  }

  async #requireRunning(vmId: string): Promise<void> {
    const vm = await this.#deps.processes.find(vmId);
    if (vm === null) throw new AppError('not-found', 'There is no such VM.');
    requireRunning(vm.power);
  }
}

/** QEMU has bit 7 where a keyboard has the prefix 0xe0. */
const keyNumber = (code: number): number => (code > 0xff ? (code & 0x7f) | 0x80 : code);

const noLine = (cause: unknown): AppError =>
  new AppError('precondition-failed', 'The VM’s QEMU has no serial socket.', {
    cause,
    userMessage:
      'This VM was started by an older host agent, without a serial line to connect to. Power it off and start it again.',
  });
